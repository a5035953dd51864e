// `codex-ml tokenizer validate`: check that a tokenizer does what training and generation rely on.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { tokenizerFlags } from '../../flags/tokenizer-flags.js';
import { withTokenizer } from '../../with-tokenizer.js';

export default class TokenizerValidate extends BaseCommand {
  static override summary =
    'Check a tokenizer: ids, special tokens, round trips, and that its file is the one its manifest describes.';
  static override description =
    'Exits with 4 where a rule is broken. Texts of --file are encoded and decoded too.';
  static override examples = [
    '<%= config.bin %> tokenizer validate --tokenizer tokenizers/mine',
    '<%= config.bin %> tokenizer validate --run demo-1a2b3c4d --file book.txt',
  ];
  static override flags = {
    ...tokenizerFlags,
    file: Flags.string({
      char: 'f',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Encode and decode the lines of a file; may be repeated.',
      helpValue: '<file>',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(TokenizerValidate);
    return withTokenizer(
      flags,
      (line) => this.notice(line),
      async (opened) => {
        const { codexError } = await import('@codex-ml/plugin-api');
        const { compareWithManifest, reloadTokenizer, validateTokenizer } = await import('@codex-ml/runtime');
        const { readTexts } = await import('../../read-texts.js');
        const { describeValidation } = await import('../../render/tokenizer-summary.js');
        const files = flags.file === undefined ? [] : await readTexts([], flags.file);
        const validation = await validateTokenizer({
          tokenizer: opened.tokenizer,
          reload: (data) => reloadTokenizer(opened, data),
          texts: files.flatMap(({ text }) => text.split(/\r?\n/)),
        });
        const manifest =
          flags.tokenizer === undefined ? undefined : await compareWithManifest(flags.tokenizer);
        const broken = typeof manifest === 'string' ? [{ level: 'error' as const, message: manifest }] : [];
        const findings = [...broken, ...validation.findings];
        this.log(describeValidation(opened.id, { ...validation, findings }, manifest));
        const errors = findings.filter(({ level }) => level === 'error');
        if (errors.length > 0) {
          const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
          throw codexError('CML4174', { tokenizer: opened.id, errors: count, first: errors[0]!.message });
        }
        return {
          tokenizer: opened.id,
          ...validation,
          findings,
          manifest: manifest === undefined ? 'absent' : 'matches',
        };
      },
    );
  }
}
