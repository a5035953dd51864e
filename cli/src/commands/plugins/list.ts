// `codex-ml plugins list`: every plugin in reach, usable or not.
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { pluginFlags } from '../../flags/config-flags.js';
import { kindFlag } from '../../flags/kind-flag.js';
import { planRequest } from '../../plan-request.js';

export default class PluginsList extends BaseCommand {
  static override summary =
    'List the plugins in reach: of the config, of the project, and those that come with codex-ml.';
  static override description =
    'Reads package.json files only and runs no plugin code, so that broken plugins are listed too, with the reason.';
  static override examples = [
    '<%= config.bin %> plugins list',
    '<%= config.bin %> plugins list --kind metric',
    '<%= config.bin %> plugins list --broken --json',
  ];
  static override flags = {
    ...pluginFlags,
    kind: kindFlag,
    broken: Flags.boolean({ summary: 'Only what cannot be used: broken or incompatible.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(PluginsList);
    const { openPluginIndex } = await import('../../open-plugin-index.js');
    const { uniqueShortId } = await import('../../build-config-schema.js');
    const { renderPluginList } = await import('../../render/plugin-list.js');
    const { capabilityJson, packageJson } = await import('../../render/capability-json.js');
    const kernel = await openPluginIndex(planRequest(flags, (message) => this.notice(message)));
    const all = kernel.capabilities();
    const capabilities = all.filter(
      ({ kind, status }) =>
        (flags.kind === undefined || kind === flags.kind) && (!flags.broken || status !== 'ok'),
    );
    const shown = new Set(capabilities.map((capability) => capability.package.name));
    const packages = kernel.packages().filter(
      ({ name, status, capabilities: own }) =>
        // Nobody knows of which kind the plugins of an unreadable package are.
        (shown.has(name) || own.length === 0) && (!flags.broken || status !== 'ok'),
    );
    const warnings = kernel.warnings();
    await kernel.close();
    this.log(
      renderPluginList({
        capabilities,
        packages: packages.filter(({ status }) => status !== 'ok'),
        nameOf: (capability) => uniqueShortId(capability, all) ?? capability.id,
      }),
    );
    return { plugins: capabilities.map(capabilityJson), packages: packages.map(packageJson), warnings };
  }
}
