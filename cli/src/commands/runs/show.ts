// `codex-ml runs show`: one run in full.
import { BaseCommand } from '../../base-command.js';
import { runArgs, runsFlag } from '../../flags/run-flags.js';

export default class RunsShow extends BaseCommand {
  static override summary =
    'Show how a run stands: progress, values, checkpoints, plugins; on a terminal with its loss curve.';
  static override examples = [
    '<%= config.bin %> runs show',
    '<%= config.bin %> runs show demo-1a2b3c4d',
    '<%= config.bin %> runs show runs/demo-1a2b3c4d --json',
  ];
  static override args = runArgs;
  static override flags = runsFlag;

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RunsShow);
    const { findRun, inspectRun } = await import('@codex-ml/runtime');
    const { findRunsRoot } = await import('../../find-runs-root.js');
    const { displayFolder } = await import('../../display-folder.js');
    const { renderLossCurve } = await import('../../render/loss-curve.js');
    const { runJson } = await import('../../render/run-json.js');
    const { renderRunDetails } = await import('../../render/run-details.js');
    const { statusPaint } = await import('../../terminal/colours.js');
    const root = await findRunsRoot(flags.runs, (message) => this.notice(message));
    const run = await findRun(root, process.cwd(), args.run);
    const details = await inspectRun(run);
    this.log(renderRunDetails({ run, details, folder: displayFolder(run.path) }, statusPaint()));
    if (process.stdout.isTTY === true && !this.jsonEnabled()) {
      const curve = await renderLossCurve(details, process.stdout.columns);
      if (curve !== undefined) this.log(`\n${curve}`);
    }
    const record = run.status === 'broken' ? null : run.record;
    return { ...runJson(run, details), loss: details.loss, record };
  }
}
