// `codex-ml train`: train, or continue, the run of a config.

import type { ProfileReport } from '@codex-ml/runtime';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.js';
import { configFlags } from '../flags/config-flags.js';
import { planRequest } from '../plan-request.js';
import { describePlan } from '../render/plan-summary.js';
import { describeProfile } from '../render/profile-summary.js';
import { describeDryRun, describeTrain } from '../render/train-summary.js';
import { catchInterrupt, SIGNAL_EXIT } from '../terminal/interrupt-signal.js';

export default class Train extends BaseCommand {
  static override summary = 'Train a model, or continue where an earlier run of the same config stopped.';
  static override description =
    'Reads the config, builds everything it names and trains into a run folder. The same command finds its own run again: after ' +
    'a crash, a kill or Ctrl-C it continues from the last checkpoint to the same result.';
  static override examples = [
    '<%= config.bin %> train',
    '<%= config.bin %> train --preset std/quickstart',
    '<%= config.bin %> train --config my.yaml --set train.steps=500 --set model.layers=2',
    '<%= config.bin %> train --dry-run',
    '<%= config.bin %> train --plan',
    '<%= config.bin %> train --profile 10',
  ];
  static override flags = {
    ...configFlags,
    fresh: Flags.boolean({ summary: 'Move an earlier run of this config aside and start anew.' }),
    'dry-run': Flags.boolean({
      summary: 'Check, build, do one update and one save in a temporary folder, and leave nothing.',
      exclusive: ['fresh'],
    }),
    plan: Flags.boolean({
      summary: 'Say what the run will take, without training: parameters, arithmetic, memory, time.',
      exclusive: ['fresh', 'dry-run'],
    }),
    profile: Flags.integer({
      summary: 'Time the operators of this many steps, after a few to warm up; the run goes on.',
      min: 1,
      max: 1000,
      exclusive: ['dry-run', 'plan'],
    }),
    measure: Flags.boolean({
      summary: 'With --plan: also time some real steps.',
      dependsOn: ['plan'],
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Train);
    const { dryRun, OPERATORS_FILE, planRun, planTraining, TRACE_FILE, trainRun } = await import(
      '@codex-ml/runtime'
    );
    const print = (message: string) => this.notice(message);
    const plan = await planRun(planRequest(flags, print));
    const interrupt = catchInterrupt((name) => {
      const again = name === 'SIGINT' ? '; once more to stop at once' : '';
      this.notice(`${name}: stopping after this step and saving${again}`);
    });
    const options = { signal: interrupt.signal, print, now: () => new Date() };
    try {
      if (flags['dry-run']) {
        const report = await dryRun(plan, options);
        this.log(describeDryRun(report));
        return report;
      }
      if (flags.plan) {
        const report = await planTraining(plan, { ...options, measure: flags.measure });
        this.log(describePlan(report));
        return report;
      }
      const profile =
        flags.profile === undefined
          ? undefined
          : {
              steps: flags.profile,
              onReport: (profiled: ProfileReport) =>
                this.log(`${describeProfile(profiled, [OPERATORS_FILE, TRACE_FILE])}\n`),
            };
      const report = await trainRun(plan, { ...options, fresh: flags.fresh, profile });
      this.log(describeTrain(report));
      if (report.status === 'interrupted') process.exitCode = SIGNAL_EXIT[interrupt.received() ?? 'SIGINT'];
      return report;
    } finally {
      interrupt.dispose();
      await plan.kernel.close();
    }
  }
}
