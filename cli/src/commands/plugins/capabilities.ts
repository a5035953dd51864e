// `codex-ml plugins capabilities`: contracts, plugins and hooks of this installation, by kind.
import { BaseCommand } from '../../base-command.js';
import { pluginFlags } from '../../flags/config-flags.js';
import { kindFlag } from '../../flags/kind-flag.js';
import { planRequest } from '../../plan-request.js';

export default class PluginsCapabilities extends BaseCommand {
  static override summary = 'Show what the installed plugins can do, by kind, and which hooks they tap.';
  static override description =
    'For each kind: the version of its contract, its place in a config, and the plugins there are, with those that the config ' +
    'here uses. Then every hook with its policy and the plugins that declare it. Runs no plugin code.';
  static override examples = [
    '<%= config.bin %> plugins capabilities',
    '<%= config.bin %> plugins capabilities --kind engine --json',
  ];
  static override flags = { ...pluginFlags, kind: kindFlag };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(PluginsCapabilities);
    const { API_VERSION, CONFIG_KEYS, isListKind, KIND_API_VERSIONS, KINDS, MANIFEST_VERSION } = await import(
      '@codex-ml/plugin-api'
    );
    const { findUses } = await import('@codex-ml/runtime');
    const { openPluginsWithConfig } = await import('../../open-plugin-index.js');
    const { declaredHooks } = await import('../../hook-taps.js');
    const { capabilityJson } = await import('../../render/capability-json.js');
    const { renderCapabilities } = await import('../../render/plugin-capabilities.js');
    const { kernel, loaded } = await openPluginsWithConfig(
      planRequest(flags, (message) => this.notice(message)),
    );
    const kinds = KINDS.filter((kind) => flags.kind === undefined || kind === flags.kind).map((kind) => ({
      kind,
      contract: KIND_API_VERSIONS[kind],
      configKey: CONFIG_KEYS[kind],
      many: isListKind(kind),
      plugins: kernel
        .capabilities()
        .filter((capability) => capability.kind === kind)
        .map((capability) => ({
          capability,
          used: loaded !== undefined && findUses(loaded, kernel, capability).length > 0,
        })),
    }));
    const hooks = declaredHooks(kernel);
    await kernel.close();
    this.log(renderCapabilities(kinds, hooks));
    return {
      apiVersion: API_VERSION,
      manifestVersion: MANIFEST_VERSION,
      kinds: kinds.map(({ plugins, ...rest }) => ({
        ...rest,
        plugins: plugins.map(({ capability, used }) => ({ ...capabilityJson(capability), used })),
      })),
      hooks,
    };
  }
}
