// `codex-ml runs list`: every run in the folder of runs.
import { BaseCommand } from '../../base-command.js';
import { runsFlag } from '../../flags/run-flags.js';

export default class RunsList extends BaseCommand {
  static override summary =
    'List runs, the latest first, with how they stand and the best value they reached.';
  static override description =
    'A run that says it is running while no process holds its folder is shown as killed; a folder that is no whole run as broken.';
  static override examples = [
    '<%= config.bin %> runs list',
    '<%= config.bin %> runs list --runs other/runs --json',
  ];
  static override flags = runsFlag;

  async run(): Promise<unknown> {
    const { flags } = await this.parse(RunsList);
    const { inspectRun, listRuns } = await import('@codex-ml/runtime');
    const { findRunsRoot } = await import('../../find-runs-root.js');
    const { displayFolder } = await import('../../display-folder.js');
    const { runJson } = await import('../../render/run-json.js');
    const { renderRunList } = await import('../../render/run-list.js');
    const { statusPaint } = await import('../../terminal/colours.js');
    const root = await findRunsRoot(flags.runs, (message) => this.notice(message));
    const runs = await Promise.all(
      (await listRuns(root)).map(async (run) => ({ run, details: await inspectRun(run) })),
    );
    this.log(runs.length === 0 ? `no runs in ${displayFolder(root)}` : renderRunList(runs, statusPaint()));
    return { folder: displayFolder(root), runs: runs.map(({ run, details }) => runJson(run, details)) };
  }
}
