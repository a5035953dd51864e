// `codex-ml evaluate`: score a trained model on a split of its data.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { runArgs, runFlags } from '../flags/run-flags.js';
import { describeEvaluation } from '../render/evaluation-summary.js';
import { catchInterrupt, SIGNAL_EXIT } from '../terminal/interrupt-signal.js';

export default class Evaluate extends BaseCommand {
  static override summary = 'Score a trained model on a split of its data.';
  static override description =
    'Uses the metrics of the run’s config and writes the result into its folder. The numbers do not depend on --batch.';
  static override examples = [
    '<%= config.bin %> evaluate',
    '<%= config.bin %> evaluate demo-1a2b3c4d --split test --checkpoint last',
  ];
  static override args = runArgs;
  static override flags = {
    ...runFlags,
    split: Flags.string({
      summary: 'Split to score.',
      options: ['train', 'validation', 'test'] as const,
      default: 'validation',
    }),
    batch: Flags.integer({ summary: 'Sequences per forward pass.', default: 16, min: 1 }),
    limit: Flags.integer({
      summary: 'Largest number of batches; 0 scores the whole split.',
      default: 0,
      min: 0,
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Evaluate);
    const { evaluateModel } = await import('@codex-ml/runtime');
    const { openRun } = await import('../open-run.js');
    const interrupt = catchInterrupt(() => this.notice('stopping'));
    const opened = await openRun({ ...flags, run: args.run }, (line) => this.notice(line), interrupt.signal);
    try {
      const report = await evaluateModel(opened, {
        split: flags.split as 'train' | 'validation' | 'test',
        batch: flags.batch,
        limit: flags.limit,
      });
      this.log(describeEvaluation(report));
      return report;
    } catch (error) {
      const received = interrupt.received();
      if (received === undefined) throw error;
      process.exitCode = SIGNAL_EXIT[received];
      return { interrupted: true };
    } finally {
      interrupt.dispose();
      await opened.close();
    }
  }
}
