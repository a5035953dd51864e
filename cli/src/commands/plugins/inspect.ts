// `codex-ml plugins inspect`: one plugin in full, or all plugins of a package.

import type { IndexedCapability, IndexedPackage, Kernel } from '@codex-ml/kernel';
import type { CodexError } from '@codex-ml/plugin-api';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.js';
import { pluginFlags } from '../../flags/config-flags.js';
import { kindFlag } from '../../flags/kind-flag.js';
import { planRequest } from '../../plan-request.js';

export default class PluginsInspect extends BaseCommand {
  static override summary =
    'Show a plugin: its options with defaults and where the config sets them, its hooks, and what is wrong.';
  static override description =
    'Reads files of the package only and runs no plugin code. Works for broken plugins, too, and says all that is wrong with them.';
  static override examples = [
    '<%= config.bin %> plugins inspect gpt',
    '<%= config.bin %> plugins inspect std/adamw --json',
    '<%= config.bin %> plugins inspect @codex-ml/tokenizers',
    '<%= config.bin %> plugins inspect constant --kind schedule',
  ];
  static override args = {
    plugin: Args.string({
      ignoreStdin: true,
      description: 'full or short id, or the name of a package',
      required: true,
    }),
  };
  static override flags = { ...pluginFlags, kind: kindFlag };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PluginsInspect);
    const { CodexError, describeOptions, errorToJson, KIND_API_VERSIONS, renderError } = await import(
      '@codex-ml/plugin-api'
    );
    const { findUses } = await import('@codex-ml/runtime');
    const { openPluginsWithConfig } = await import('../../open-plugin-index.js');
    const { declaredHooks } = await import('../../hook-taps.js');
    const { findPlugins } = await import('../../find-plugins.js');
    const { renderPluginDetails } = await import('../../render/plugin-details.js');
    const { capabilityJson, packageJson } = await import('../../render/capability-json.js');
    const { kernel, loaded } = await openPluginsWithConfig(
      planRequest(flags, (message) => this.notice(message)),
    );
    const table = declaredHooks(kernel);
    const found = findPlugins(kernel, args.plugin, flags.kind);
    const details = await Promise.all(
      found.capabilities.map(async (capability) => ({
        capability,
        options: await readOptions(kernel, capability),
        problems: problemsOf(kernel, capability),
        hostApi: KIND_API_VERSIONS[capability.kind],
        uses: loaded === undefined ? undefined : findUses(loaded, kernel, capability),
        hooks: table.filter(
          ({ hook, taps }) => taps.includes(capability.id) && capability.hooks.includes(hook),
        ),
        remarks: ownerOf(kernel, capability)?.remarks ?? [],
      })),
    );
    await kernel.close();
    const blocks = details.map(renderPluginDetails);
    if (found.package !== undefined && found.package.status !== 'ok') {
      const { name, version, source, status, errors } = found.package;
      const shown = new Set(details.flatMap(({ problems }) => problems));
      const own = errors.filter((error) => !shown.has(error));
      blocks.unshift(
        [`package ${name} ${version} (${source}): ${status}`, ...own.map((error) => renderError(error))].join(
          '\n\n',
        ),
      );
    }
    this.log(blocks.length === 0 ? `package ${args.plugin} provides no plugins` : blocks.join('\n\n\n'));
    return {
      package: found.package === undefined ? null : packageJson(found.package),
      plugins: details.map(({ capability, options, problems, hostApi, uses, hooks, remarks }) => ({
        ...capabilityJson(capability),
        hostApi,
        uses: uses ?? null,
        taps: hooks.map(({ hook, policy, taps }) => ({ hook, policy, order: taps })),
        remarks: remarks.map(errorToJson),
        problems: problems.map(errorToJson),
        options: options === undefined || CodexError.is(options) ? null : describeOptions(options),
        optionsProblem: CodexError.is(options) ? errorToJson(options) : null,
      })),
    };
  }
}

function ownerOf(kernel: Kernel, capability: IndexedCapability): IndexedPackage | undefined {
  return kernel.packages().find((entry) => entry.capabilities.includes(capability));
}

/** A package that could not be read has problems of its own; all of them are worth showing. */
function problemsOf(kernel: Kernel, capability: IndexedCapability): readonly CodexError[] {
  const owner = ownerOf(kernel, capability);
  if (capability.entry === null && owner !== undefined) return owner.errors;
  return capability.problem === undefined ? [] : [capability.problem];
}

/** The schema of the options, or why there is none; undefined where the plugin's own problem says it already. */
async function readOptions(
  kernel: Kernel,
  capability: IndexedCapability,
): Promise<Readonly<Record<string, unknown>> | CodexError | undefined> {
  const { toCodexErrors } = await import('@codex-ml/plugin-api');
  try {
    return await kernel.optionsSchemaOf(capability);
  } catch (error) {
    const [first] = toCodexErrors(error);
    return first === capability.problem || capability.problem?.code === 'CML3107' ? undefined : first;
  }
}
