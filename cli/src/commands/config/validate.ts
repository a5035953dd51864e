// `codex-ml config validate`: every mistake of a config at once.
import { relative } from 'node:path';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { planRequest } from '../../plan-request.js';

export default class ConfigValidate extends BaseCommand {
  static override summary = 'Check the config and report every mistake at once.';
  static override description =
    'Loads the plugins that the config names, since their options are checked too, but builds nothing and reads no data. ' +
    'Exits with 2 where the config is wrong and with 3 where a plugin is.';
  static override examples = [
    '<%= config.bin %> config validate',
    '<%= config.bin %> config validate --config other.yaml --set model.layers=6',
  ];
  static override flags = configFlags;

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ConfigValidate);
    const { planRun } = await import('@codex-ml/runtime');
    const plan = await planRun(planRequest(flags, (message) => this.notice(message)));
    await plan.kernel.close();
    const { file: path, hash } = plan.resolved;
    const file = path === undefined ? null : relative(process.cwd(), path).replaceAll('\\', '/');
    this.log(`${file ?? 'the config'} is valid: run ${plan.run.id}, hash ${hash}`);
    return { valid: true, file, runId: plan.run.id, hash };
  }
}
