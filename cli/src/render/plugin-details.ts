// One plugin in full: where it is from, what it needs, its options, and what is wrong with it.
import type { IndexedCapability } from '@codex-ml/kernel';
import { CodexError, describeOptions, type OptionDescription, renderError } from '@codex-ml/plugin-api';
import { renderTable } from './table.js';

export interface PluginDetails {
  readonly capability: IndexedCapability;
  /** JSON Schema of the options, or why it cannot be read. */
  readonly options: Readonly<Record<string, unknown>> | CodexError | undefined;
  /** All that is wrong with it; what is wrong with its package where that cannot be read. */
  readonly problems: readonly CodexError[];
  /** Version of the plugin API of this host, for its kind. */
  readonly hostApi: string;
}

export function renderPluginDetails({ capability, options, problems, hostApi }: PluginDetails): string {
  const { id, kind, summary, status, apiVersion, hooks, network, native, source } = capability;
  const facts = renderTable([
    ['package', `${capability.package.name} ${capability.package.version} (${source})`],
    ['plugin API', `${apiVersion === '' ? 'not stated' : apiVersion} (this host has ${hostApi})`],
    ['hooks', hooks.length === 0 ? 'none' : hooks.join(', ')],
    ['network', network ? 'asks for it' : 'no'],
    ['native code', native ? 'yes' : 'no'],
    ['status', capability.forced ? 'ok: incompatible, but allowed by the config' : status],
  ]);
  const blocks = [`${kind} ${id}\n${summary}`, facts];
  blocks.push(...problems.map((problem) => renderError(problem)));
  if (CodexError.is(options)) blocks.push(renderError(options));
  else if (options !== undefined) blocks.push(renderOptions(describeOptions(options)));
  return blocks.join('\n\n');
}

function renderOptions(options: readonly OptionDescription[]): string {
  if (options.length === 0) return 'It has no options.';
  return renderTable([
    ['option', 'type', 'default', 'meaning'],
    ...options.map((option) => [option.name, option.type, defaultText(option), option.doc]),
  ]);
}

function defaultText(option: OptionDescription): string {
  if (option.required) return 'required';
  return option.default === undefined ? '-' : JSON.stringify(option.default);
}
