// `codex-ml data split`: write the splits of a config's data to files.
import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { withData } from '../../with-data.js';

export default class DataSplit extends BaseCommand {
  static override summary =
    'Write the splits to files: train.jsonl, validation.jsonl and test.jsonl, with a manifest.';
  static override description =
    'Samples are written after safety checks and hooks, as `dataset.split` deals them out. The manifest has counts and the SHA-256 of each file.';
  static override examples = [
    '<%= config.bin %> data split --set dataset.split.validation=0.1 --set dataset.split.test=0.1 --out splits',
    '<%= config.bin %> data split --set dataset.split.by=content --out splits --force',
  ];
  static override flags = {
    ...configFlags,
    out: Flags.string({ char: 'o', summary: 'Folder to write.', default: 'splits', helpValue: '<folder>' }),
    force: Flags.boolean({ summary: 'Replace files that are there.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(DataSplit);
    return withData(
      flags,
      (line) => this.notice(line),
      false,
      async ({ data, signal, session }) => {
        const { readDataSplit, writeSplits } = await import('@codex-ml/runtime');
        const { describeWrittenSplit } = await import('../../render/data-summary.js');
        const { config } = session.plan.resolved;
        const splits = await writeSplits({
          folder: resolve(flags.out),
          shown: flags.out,
          force: flags.force,
          splits: data.source.splits,
          open: (split) => readDataSplit(data, split, signal).samples,
          about: { dataset: config.dataset.use, rule: data.source.rule, seed: config.run.seed },
        });
        for (const [split, written] of Object.entries(splits)) this.log(describeWrittenSplit(split, written));
        this.log(`written to ${flags.out}`);
        return { folder: flags.out, splits };
      },
    );
  }
}
