// Flags of the commands that read a config.
import { Flags } from '@oclif/core';

export const configFlags = {
  config: Flags.string({
    char: 'c',
    summary: 'Config file. By default the nearest codex-ml.config.* of the project.',
    helpValue: '<file>',
  }),
  preset: Flags.string({
    char: 'p',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Preset to start from, such as std/quickstart.',
    helpValue: '<name>',
  }),
  set: Flags.string({
    char: 's',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Override one value, such as model.layers=6.',
    helpValue: '<key=value>',
  }),
  plugin: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Load one more plugin: a package name, a folder, or a .ts/.js file.',
    helpValue: '<plugin>',
  }),
};

/** Flags of the commands that look at plugins without making a run. */
export const pluginFlags = {
  config: configFlags.config,
  plugin: configFlags.plugin,
};

export interface ConfigFlags {
  readonly config?: string | undefined;
  readonly preset?: string[] | undefined;
  readonly set?: string[] | undefined;
  readonly plugin?: string[] | undefined;
}
