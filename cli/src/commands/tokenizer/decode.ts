// `codex-ml tokenizer decode`: ids to text.
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { argumentList } from '../../flags/argument-list.js';
import { tokenizerFlags } from '../../flags/tokenizer-flags.js';
import { withTokenizer } from '../../with-tokenizer.js';

export default class TokenizerDecode extends BaseCommand {
  static override summary = 'Turn token ids into text.';
  static override description =
    'Ids are separated by spaces, commas or line ends. Without arguments they are read from standard input, a text per line.';
  static override examples = [
    '<%= config.bin %> tokenizer decode 12 7 31',
    '<%= config.bin %> tokenizer encode "a b" | <%= config.bin %> tokenizer decode',
  ];
  static override strict = false;
  static override args = { ids: Args.string({ ignoreStdin: true, description: 'token ids' }) };
  static override flags = {
    ...tokenizerFlags,
    'skip-specials': Flags.boolean({ summary: 'Leave special tokens out.' }),
  };

  async run(): Promise<unknown> {
    const { raw, flags } = await this.parse(TokenizerDecode);
    const { readStandardInput } = await import('../../read-texts.js');
    const { parseIds } = await import('../../parse-ids.js');
    const given = argumentList(raw);
    const lines = given.length > 0 ? [given.join(' ')] : (await readStandardInput()).split(/\r?\n/);
    const rows = lines.map(parseIds);
    return withTokenizer(
      flags,
      (line) => this.notice(line),
      async ({ tokenizer, id }) => {
        const texts = rows.map((ids) => tokenizer.decode(ids, { skipSpecials: flags['skip-specials'] }));
        for (const text of texts) this.log(text);
        return { tokenizer: id, texts };
      },
    );
  }
}
