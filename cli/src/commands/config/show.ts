// `codex-ml config show`: the config as a run would use it.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { configFlags } from '../../flags/config-flags.js';
import { planRequest } from '../../plan-request.js';

export default class ConfigShow extends BaseCommand {
  static override summary =
    'Print the resolved config: presets, file, environment and --set together, defaults filled in.';
  static override description =
    'The YAML output is itself a config that leads to the same run. With --origin each value says where it comes from.';
  static override examples = [
    '<%= config.bin %> config show',
    '<%= config.bin %> config show --origin',
    '<%= config.bin %> config show --preset std/tiny --set train.steps=50 --format json',
  ];
  static override flags = {
    ...configFlags,
    origin: Flags.boolean({ summary: 'Say of each value where it comes from.' }),
    format: Flags.string({ summary: 'Format to print in.', options: ['yaml', 'json'], default: 'yaml' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ConfigShow);
    const { planRun } = await import('@codex-ml/runtime');
    const { describeOrigin, formatYaml } = await import('@codex-ml/config');
    const plan = await planRun(planRequest(flags, (message) => this.notice(message)));
    await plan.kernel.close();
    const { json: config, origins, hash } = plan.resolved;
    if (flags.format === 'json') {
      this.log(JSON.stringify(flags.origin ? { config, origins } : config, null, 2));
    } else {
      const commentOf = (path: string): string | undefined => {
        const origin = origins[path];
        return origin === undefined ? undefined : describeOrigin(origin);
      };
      this.log(formatYaml(config, flags.origin ? commentOf : undefined).trimEnd());
    }
    return { runId: plan.run.id, hash, config, ...(flags.origin ? { origins } : {}) };
  }
}
