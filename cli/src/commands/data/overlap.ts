// `codex-ml data overlap`: what the held-out splits have in common with the training split.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { optionalDecimal } from '../../flags/parse-decimal.js';
import { withData } from '../../with-data.js';

export default class DataOverlap extends BaseCommand {
  static override summary = 'Find text of the validation and test splits that is in the training split too.';
  static override description =
    'Counts samples whose whole text is trained on, as it is and apart from case and white space, and sequences of words that both have ' +
    '(13 words by default, as in the report on GPT-3). With --fail-above the command exits with 4 where more samples than that are in the training split.';
  static override examples = [
    '<%= config.bin %> data overlap',
    '<%= config.bin %> data overlap --words 8 --fail-above 0',
  ];
  static override flags = {
    ...configFlags,
    words: Flags.integer({ summary: 'Words in a row that count as copied.', default: 13, min: 1, max: 200 }),
    examples: Flags.integer({ summary: 'Samples to list.', default: 5, min: 0 }),
    'fail-above': optionalDecimal({
      summary: 'Largest share of samples, from 0 to 1, whose whole text may be trained on.',
      min: 0,
      max: 1,
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(DataOverlap);
    return withData(
      flags,
      (line) => this.notice(line),
      false,
      async ({ data, signal }) => {
        const { codexError } = await import('@codex-ml/plugin-api');
        const { findOverlap, readDataSplit } = await import('@codex-ml/runtime');
        const { describeOverlap } = await import('../../render/data-summary.js');
        const held = data.source.splits.filter((split) => split !== 'train');
        if (held.length === 0 || !data.source.splits.includes('train')) throw codexError('CML4382', {});
        const splits: Record<string, object> = {};
        const limit = flags['fail-above'];
        const failures = [];
        for (const split of held) {
          const overlap = await findOverlap({
            held: () => readDataSplit(data, split, signal).samples,
            train: () => readDataSplit(data, 'train', signal).samples,
            words: flags.words,
            examples: flags.examples,
          });
          splits[split] = overlap;
          this.log(describeOverlap(split, overlap, flags.words));
          const share = overlap.samples === 0 ? 0 : overlap.normalized / overlap.samples;
          if (limit !== undefined && share > limit) {
            const percent = (value: number): string => `${Number((100 * value).toPrecision(3))} %`;
            failures.push(codexError('CML4381', { share: percent(share), split, limit: percent(limit) }));
          }
        }
        const { throwCollected } = await import('@codex-ml/plugin-api');
        throwCollected(failures);
        return { words: flags.words, splits };
      },
    );
  }
}
