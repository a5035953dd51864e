// `codex-ml plugins doctor`: why a plugin is broken, and what else is odd about the plugins in reach.
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { pluginFlags } from '../../flags/config-flags.js';
import { HOST_ROOT } from '../../host-root.js';
import { planRequest } from '../../plan-request.js';

export default class PluginsDoctor extends BaseCommand {
  static override summary = 'Say what is wrong with the plugins in reach, and how to mend it.';
  static override description =
    'Manifests, files, API ranges, clashes of ids, missing peers, second copies of packages, plugins written for an older API, and ' +
    'commands that cannot be added. Reads files only and runs no plugin code. Exits with 3 where a plugin cannot be used.';
  static override examples = [
    '<%= config.bin %> plugins doctor',
    '<%= config.bin %> plugins doctor codex-ml-acme --json',
  ];
  static override args = {
    plugin: Args.string({
      ignoreStdin: true,
      description: 'id of a plugin or name of a package; all by default',
    }),
  };
  static override flags = pluginFlags;

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PluginsDoctor);
    const { EXIT } = await import('@codex-ml/plugin-api');
    const { findCommandPackages } = await import('@codex-ml/kernel/command-packages');
    const { openPluginIndex } = await import('../../open-plugin-index.js');
    const { findPlugins } = await import('../../find-plugins.js');
    const { checkPluginPackages } = await import('../../check-plugin-packages.js');
    const { loadPluginCommands } = await import('../../plugin-commands/load-plugin-commands.js');
    const { leftOutError } = await import('../../plugin-commands/left-out.js');
    const { renderPluginsReport } = await import('../../render/plugins-report.js');
    const { statusPaint } = await import('../../terminal/colours.js');
    // What there is to say of plugins is the report.
    const said: string[] = [];
    const kernel = await openPluginIndex(planRequest(flags, (message) => said.push(message)));
    const known = new Set(kernel.warnings());
    for (const message of said) if (!known.has(message)) this.notice(message);
    const found = args.plugin === undefined ? undefined : findPlugins(kernel, args.plugin, undefined);
    const { leftOut } = await loadPluginCommands(HOST_ROOT, findCommandPackages(process.cwd()));
    const commands = await Promise.all(leftOut.map(leftOutError));
    const report = checkPluginPackages(
      kernel,
      commands,
      (entry) =>
        found === undefined ||
        found.package === entry ||
        found.capabilities.some((capability) => entry.capabilities.includes(capability)),
    );
    await kernel.close();
    this.log(renderPluginsReport(report, statusPaint()));
    if (report.status === 'fail') process.exitCode = EXIT.plugin;
    return report;
  }
}
