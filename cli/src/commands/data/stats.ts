// `codex-ml data stats`: what is in the splits of a config's data.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { splitFlag } from '../../flags/split-flag.js';
import { withData } from '../../with-data.js';

export default class DataStats extends BaseCommand {
  static override summary = 'Count samples, bytes, tokens and duplicates of each split.';
  static override description =
    'Samples are counted as they come to the tokenizer: after safety checks and hooks. The tokenizer is trained for it where it has to be; --no-tokens leaves it out.';
  static override examples = [
    '<%= config.bin %> data stats',
    '<%= config.bin %> data stats --split validation --no-tokens --json',
  ];
  static override flags = {
    ...configFlags,
    split: splitFlag({ summary: 'Only this split.' }),
    tokens: Flags.boolean({ summary: 'Count tokens too.', default: true, allowNo: true }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(DataStats);
    return withData(
      flags,
      (line) => this.notice(line),
      true,
      async ({ data, signal, session }) => {
        const { measureData, readDataSplit, sampleEncoding, trainDataTokenizer } = await import(
          '@codex-ml/runtime'
        );
        const { describeDataStatistics } = await import('../../render/data-summary.js');
        const encoding = flags.tokens ? await sampleEncoding(data, await trainDataTokenizer(data)) : null;
        const splits: Record<string, object> = {};
        for (const split of flags.split === undefined ? data.source.splits : [flags.split]) {
          const builder = measureData(encoding);
          const { samples, tally } = readDataSplit(data, split, signal);
          for await (const sample of samples) builder.add(sample);
          const native = data.source.rule['kind'] === 'native';
          const { source, license, skipped } = await data.dataset.describe(native ? split : 'train');
          const origin = { source, license: license ?? null, skipped: skipped ?? {} };
          const statistics = { ...builder.finish(), origin, safety: tally };
          splits[split] = statistics;
          this.log(describeDataStatistics(split, statistics));
        }
        return { dataset: session.plan.resolved.config.dataset.use, rule: data.source.rule, splits };
      },
    );
  }
}
