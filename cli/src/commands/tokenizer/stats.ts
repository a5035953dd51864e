// `codex-ml tokenizer stats`: how well a tokenizer fits texts.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { splitFlag } from '../../flags/split-flag.js';
import { tokenizerFlags } from '../../flags/tokenizer-flags.js';
import { withTokenizer } from '../../with-tokenizer.js';

export default class TokenizerStats extends BaseCommand {
  static override summary = 'Measure how well a tokenizer fits texts.';
  static override description =
    'Counts tokens, bytes per token, tokens per word, unknown tokens and the share of the vocabulary that is used. ' +
    'Without --file the texts are a split of the dataset that belongs to the tokenizer.';
  static override examples = [
    '<%= config.bin %> tokenizer stats',
    '<%= config.bin %> tokenizer stats --tokenizer tokenizers/mine --file book.txt --top 20',
  ];
  static override flags = {
    ...tokenizerFlags,
    file: Flags.string({
      char: 'f',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Measure on a whole file; may be repeated. "-" is standard input.',
      helpValue: '<file>',
    }),
    split: splitFlag({ summary: 'Split of the dataset to measure on.', default: 'train' }),
    limit: Flags.integer({ summary: 'Largest number of samples; 0 takes all.', default: 0, min: 0 }),
    top: Flags.integer({ summary: 'Most frequent tokens to list.', default: 10, min: 0 }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(TokenizerStats);
    return withTokenizer(
      flags,
      (line) => this.notice(line),
      async (opened) => {
        const { measureTokenizer, openData, readDataSplit } = await import('@codex-ml/runtime');
        const { describeStatistics } = await import('../../render/tokenizer-summary.js');
        const builder = measureTokenizer(opened.tokenizer, flags.top);
        if (flags.file !== undefined) {
          const { readTexts } = await import('../../read-texts.js');
          const [standard, files] = [
            flags.file.filter((file) => file === '-'),
            flags.file.filter((file) => file !== '-'),
          ];
          for (const { text } of await readTexts(standard, files)) builder.add(text);
        } else {
          const data = await openData(opened.session, opened.journal);
          let left = flags.limit === 0 ? Number.POSITIVE_INFINITY : flags.limit;
          for await (const { text } of readDataSplit(data, flags.split, opened.signal).samples) {
            builder.add(text);
            if (--left === 0) break;
          }
        }
        const statistics = builder.finish();
        this.log(describeStatistics(opened.id, statistics));
        return { tokenizer: opened.id, ...statistics };
      },
    );
  }
}
