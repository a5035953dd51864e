// `codex-ml config schema`: the JSON Schema that editors check a config with.
import { BaseCommand } from '../../base-command.js';
import { pluginFlags } from '../../flags/config-flags.js';
import { planRequest } from '../../plan-request.js';

export default class ConfigSchema extends BaseCommand {
  static override summary = 'Print one JSON Schema for configs with the installed plugins.';
  static override description =
    'Reads the schema files of the plugin packages and runs no plugin code. Plugins that cannot be used are left out.';
  static override examples = ['<%= config.bin %> config schema > codex-ml.schema.json'];
  static override flags = pluginFlags;

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ConfigSchema);
    const { buildConfigSchema } = await import('../../build-config-schema.js');
    const { openPluginIndex } = await import('../../open-plugin-index.js');
    const warn = (message: string) => this.notice(message);
    const kernel = await openPluginIndex(planRequest(flags, warn));
    const schema = await buildConfigSchema(kernel, warn);
    await kernel.close();
    this.log(JSON.stringify(schema, null, 2));
    return schema;
  }
}
