// `codex-ml data preview`: samples as the model sees them.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { splitFlag } from '../../flags/split-flag.js';
import { withData } from '../../with-data.js';

export default class DataPreview extends BaseCommand {
  static override summary = 'Show samples as tokens, coloured by what carries loss.';
  static override description =
    'What the model learns to write is green on a terminal that has colours, and stands in ⟦ ⟧ elsewhere; the rest is only read. ' +
    'Conversations are shown as their chat template renders them.';
  static override examples = [
    '<%= config.bin %> data preview',
    '<%= config.bin %> data preview --config chat.yaml --samples 1 --ids',
  ];
  static override flags = {
    ...configFlags,
    split: splitFlag({ default: 'train' }),
    samples: Flags.integer({ char: 'n', summary: 'Samples to show.', default: 3, min: 1 }),
    skip: Flags.integer({ summary: 'Samples to pass over first.', default: 0, min: 0 }),
    'max-tokens': Flags.integer({ summary: 'Tokens of a sample to show.', default: 400, min: 1 }),
    ids: Flags.boolean({ summary: 'Print a table of ids, tokens and loss.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(DataPreview);
    return withData(
      flags,
      (line) => this.notice(line),
      true,
      async ({ data, signal }) => {
        const { previewSample, readDataSplit, sampleEncoding, trainDataTokenizer } = await import(
          '@codex-ml/runtime'
        );
        const { describePreview, tabulatePreview } = await import('../../render/data-summary.js');
        const encoding = await sampleEncoding(data, await trainDataTokenizer(data));
        const previews = [];
        let place = 0;
        for await (const sample of readDataSplit(data, flags.split, signal).samples) {
          if (place++ < flags.skip) continue;
          const preview = previewSample(sample, encoding, flags['max-tokens']);
          previews.push(preview);
          this.log(flags.ids ? tabulatePreview(preview) : describePreview(preview));
          if (previews.length === flags.samples) break;
        }
        return { split: flags.split, samples: previews };
      },
    );
  }
}
