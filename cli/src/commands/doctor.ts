// `codex-ml doctor`: what of this machine and project matters, and what is wrong with it.
import { BaseCommand } from '../base-command.js';
import { configFlags } from '../flags/config-flags.js';
import { planRequest } from '../plan-request.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Check the machine, the installation and the project.';
  static override description =
    'Node, packages, config, plugins, each device of each engine (started and stopped), the folder for runs, the data cache and git. ' +
    'Changes nothing. Exits with 4 where a check fails.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];
  static override flags = configFlags;

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor);
    const { runDoctor } = await import('@codex-ml/runtime');
    const { EXIT } = await import('@codex-ml/plugin-api');
    const { renderDoctorReport } = await import('../render/doctor-report.js');
    const { statusPaint } = await import('../terminal/colours.js');
    const report = await runDoctor(
      planRequest(flags, (message) => this.notice(message)),
      () => new Date(),
    );
    this.log(renderDoctorReport(report, statusPaint()));
    if (report.status === 'fail') process.exitCode = EXIT.environment;
    return report;
  }
}
