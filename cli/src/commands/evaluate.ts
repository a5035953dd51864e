// `codex-ml evaluate`: score a trained model on a split of its data.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { runArgs, runFlags } from '../flags/run-flags.js';
import { describeEvaluation } from '../render/evaluation-summary.js';
import { untilInterrupted } from '../terminal/until-interrupted.js';

export default class Evaluate extends BaseCommand {
  static override summary = 'Score a trained model on a split of its data.';
  static override description =
    'Uses the metrics of the run’s config and writes the result into its folder. The numbers do not depend on --batch. Metrics that ' +
    'score texts get texts that the model writes: answers to the conversations and prompts of the split, or continuations of its text.';
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
    texts: Flags.integer({
      summary: 'Texts that are written for metrics of texts, from the start of the split; 0 writes none.',
      default: 64,
      min: 0,
    }),
    'max-new-tokens': Flags.integer({
      summary: 'Longest text that is written for metrics of texts, in tokens.',
      default: 64,
      min: 1,
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Evaluate);
    const { evaluateModel } = await import('@codex-ml/runtime');
    const { openRun } = await import('../open-run.js');
    const print = (line: string): void => this.notice(line);
    return untilInterrupted(print, async (signal) => {
      const opened = await openRun({ ...flags, run: args.run }, print, signal);
      try {
        const report = await evaluateModel(opened, {
          split: flags.split as 'train' | 'validation' | 'test',
          batch: flags.batch,
          limit: flags.limit,
          texts: { count: flags.texts, maxNewTokens: flags['max-new-tokens'] },
        });
        this.log(describeEvaluation(report));
        return report;
      } finally {
        await opened.close();
      }
    });
  }
}
