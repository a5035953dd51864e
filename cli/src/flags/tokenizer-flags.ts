// Flags that say which tokenizer a command works with.
import { Flags } from '@oclif/core';
import { configFlags } from './config-flags.js';
import { runsFlag } from './run-flags.js';

export const tokenizerFlags = {
  tokenizer: Flags.string({
    char: 't',
    summary: 'Tokenizer file: tokenizer.json, *.tiktoken, *.model, or a folder with one.',
    helpValue: '<path>',
    exclusive: ['run', 'config', 'preset'],
  }),
  use: Flags.string({
    summary: 'Plugin that reads the file of --tokenizer, where its name does not tell.',
    helpValue: '<plugin>',
    dependsOn: ['tokenizer'],
  }),
  run: Flags.string({
    summary: 'Take the tokenizer of this run: its id, a unique beginning of it, or its folder.',
    helpValue: '<run>',
    exclusive: ['config', 'preset'],
  }),
  ...runsFlag,
  ...configFlags,
};

export interface TokenizerFlags {
  readonly tokenizer?: string | undefined;
  readonly use?: string | undefined;
  readonly run?: string | undefined;
  readonly runs?: string | undefined;
  readonly config?: string | undefined;
  readonly preset?: string[] | undefined;
  readonly set?: string[] | undefined;
  readonly plugin?: string[] | undefined;
}
