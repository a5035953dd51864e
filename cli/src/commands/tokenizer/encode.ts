// `codex-ml tokenizer encode`: text to ids.
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { argumentList } from '../../flags/argument-list.js';
import { tokenizerFlags } from '../../flags/tokenizer-flags.js';
import { withTokenizer } from '../../with-tokenizer.js';

export default class TokenizerEncode extends BaseCommand {
  static override summary = 'Turn text into token ids.';
  static override description =
    'Prints the ids of each text on one line. Special tokens written in the text stay text, unless --parse-specials asks for them.';
  static override examples = [
    '<%= config.bin %> tokenizer encode "Call me Ishmael."',
    '<%= config.bin %> tokenizer encode --tokenizer tokenizers/mine --tokens "Call me Ishmael."',
    'cat book.txt | <%= config.bin %> tokenizer encode --run demo-1a2b3c4d --json',
  ];
  static override strict = false;
  static override args = {
    text: Args.string({
      ignoreStdin: true,
      description: 'text to encode; standard input where none is given',
    }),
  };
  static override flags = {
    ...tokenizerFlags,
    file: Flags.string({
      char: 'f',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Encode a whole file; may be repeated.',
      helpValue: '<file>',
    }),
    tokens: Flags.boolean({ summary: 'Print a table: id, token, and its place in the text.' }),
    specials: Flags.boolean({ summary: 'Add the special tokens that frame a text.' }),
    'parse-specials': Flags.boolean({
      summary: 'Take special tokens that are written in the text for what they are.',
    }),
    pair: Flags.string({
      summary: 'A second text, joined as the tokenizer joins pairs.',
      helpValue: '<text>',
    }),
    'max-length': Flags.integer({ summary: 'Cut to this many tokens.', min: 1 }),
    stride: Flags.integer({
      summary: 'Print what --max-length cuts off as further windows that share this many tokens.',
      min: 0,
      dependsOn: ['max-length'],
    }),
  };

  async run(): Promise<unknown> {
    const { raw, flags } = await this.parse(TokenizerEncode);
    const { readTexts } = await import('../../read-texts.js');
    const inputs = await readTexts(argumentList(raw), flags.file ?? []);
    return withTokenizer(
      flags,
      (line) => this.notice(line),
      async ({ tokenizer, id }) => {
        const { tabulateTokens } = await import('../../render/token-table.js');
        const texts = inputs.map(({ name, text }) => {
          const encoded = tokenizer.encode(text, {
            addSpecials: flags.specials,
            parseSpecials: flags['parse-specials'],
            offsets: true,
            ...(flags.pair === undefined ? {} : { pair: flags.pair }),
            ...(flags['max-length'] === undefined ? {} : { maxLength: flags['max-length'] }),
            ...(flags.stride === undefined ? {} : { stride: flags.stride }),
          });
          return { name, text, windows: [encoded, ...(encoded.overflow ?? [])] };
        });
        for (const { text, windows } of texts) {
          for (const window of windows) {
            this.log(
              flags.tokens
                ? tabulateTokens(window, tokenizer, [text, flags.pair ?? ''])
                : [...window.ids].join(' '),
            );
          }
        }
        return {
          tokenizer: id,
          texts: texts.map(({ name, windows }) => ({
            source: name,
            windows: windows.map(({ ids, offsets }) => ({
              ids: [...ids],
              tokens: [...ids].map((token) => tokenizer.idToToken(token) ?? null),
              offsets: offsets === undefined ? null : pairsOf(offsets),
            })),
          })),
        };
      },
    );
  }
}

function pairsOf(offsets: Uint32Array): number[][] {
  return Array.from({ length: offsets.length / 2 }, (_, i) => [offsets[2 * i]!, offsets[2 * i + 1]!]);
}
