// `codex-ml tokenizer inspect`: what a tokenizer is made of.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { tokenizerFlags } from '../../flags/tokenizer-flags.js';
import { withTokenizer } from '../../with-tokenizer.js';

export default class TokenizerInspect extends BaseCommand {
  static override summary = 'Show what a tokenizer is made of, or look up tokens and ids.';
  static override examples = [
    '<%= config.bin %> tokenizer inspect --tokenizer tokenizers/mine',
    '<%= config.bin %> tokenizer inspect --run demo-1a2b3c4d --id 17 --token "the"',
  ];
  static override flags = {
    ...tokenizerFlags,
    id: Flags.integer({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Say which token an id is.',
      min: 0,
    }),
    token: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Say which id a token has, spelt as in the vocabulary.',
      helpValue: '<token>',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(TokenizerInspect);
    return withTokenizer(
      flags,
      (line) => this.notice(line),
      async (opened) => {
        const { inspectTokenizer, lookUpTokens } = await import('@codex-ml/runtime');
        const { describeTokenizer, describeTokens } = await import('../../render/tokenizer-summary.js');
        if (flags.id !== undefined || flags.token !== undefined) {
          const tokens = lookUpTokens(opened.tokenizer, flags.id ?? [], flags.token ?? []);
          this.log(describeTokens(tokens));
          return { tokenizer: opened.id, tokens };
        }
        const details = inspectTokenizer(opened.tokenizer);
        this.log(describeTokenizer(opened.id, details));
        return { tokenizer: opened.id, ...details };
      },
    );
  }
}
