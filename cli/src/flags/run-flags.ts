// Arguments and flags of the commands that use a trained run.
import { Args, Flags } from '@oclif/core';

export const runArgs = {
  run: Args.string({
    ignoreStdin: true,
    description: 'run id, a unique beginning of it, or the path of its folder; the latest run by default',
  }),
};

export const runsFlag = {
  runs: Flags.string({
    summary: 'Folder that holds the run folders. By default `run.folder` of the config, or else runs.',
    helpValue: '<folder>',
  }),
};

export const runFlags = {
  ...runsFlag,
  checkpoint: Flags.string({
    summary: 'Checkpoint to use: best, last, or the step of one.',
    default: 'best',
    helpValue: 'best|last|<step>',
  }),
  weights: Flags.string({
    summary: 'Use the weights that an extension kept beside those of the model, such as ema.',
    helpValue: '<plugin>',
  }),
  set: Flags.string({
    char: 's',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Override one value of the stored config, such as engine.device=cpu.',
    helpValue: '<key=value>',
  }),
  plugin: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Load one more plugin: a package name, a folder, or a .ts/.js file.',
    helpValue: '<plugin>',
  }),
};
