// One plugin in full: where it is from, what it needs, its options, and what is wrong with it.
import { describeOrigin, type Origin } from '@codex-ml/config';
import type { IndexedCapability } from '@codex-ml/kernel';
import { CodexError, describeOptions, type OptionDescription, renderError } from '@codex-ml/plugin-api';
import type { PluginUse } from '@codex-ml/runtime';
import type { DeclaredHook } from '../hook-taps.js';
import { renderTable } from './table.js';

export interface PluginDetails {
  readonly capability: IndexedCapability;
  /** JSON Schema of the options, or why it cannot be read. */
  readonly options: Readonly<Record<string, unknown>> | CodexError | undefined;
  /** All that is wrong with it; what is wrong with its package where that cannot be read. */
  readonly problems: readonly CodexError[];
  /** Version of the plugin API of this host, for its kind. */
  readonly hostApi: string;
  /** Where the config here uses it; undefined where there is no config to tell. */
  readonly uses: readonly PluginUse[] | undefined;
  /** The hooks it declares, with everyone who does. */
  readonly hooks: readonly DeclaredHook[];
  readonly remarks: readonly CodexError[];
}

export function renderPluginDetails(details: PluginDetails): string {
  const { capability, options, problems, hostApi, uses, remarks } = details;
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
  const notes = remarks.map(({ code, title }) => `${code}: ${title}`);
  if (capability.deprecation !== undefined) notes.push(capability.deprecation);
  if (notes.length > 0) blocks.push(notes.map((note) => `note: ${note}`).join('\n'));
  if (details.hooks.length > 0) blocks.push(renderHooks(id, details.hooks));
  if (CodexError.is(options)) blocks.push(renderError(options));
  else if (options !== undefined) blocks.push(renderOptions(describeOptions(options)));
  if (uses !== undefined) blocks.push(uses.map(renderUse).join('\n') || 'The config here does not use it.');
  return blocks.join('\n\n');
}

function renderHooks(id: string, hooks: readonly DeclaredHook[]): string {
  const rows = hooks.map(({ hook, policy, taps }) => {
    const place = taps.includes(id) ? `${taps.indexOf(id) + 1} of ${taps.length}: ${taps.join(', ')}` : '-';
    return [hook, policy, place];
  });
  return renderTable([['hook', 'policy', 'order among the plugins of a stage'], ...rows]);
}

/** Where a use was chosen, and what is set there; everything else has its default. */
function renderUse({ path, origin, options }: PluginUse): string {
  const chosen = `The config here uses it as \`${path}\` (${originText(origin)})`;
  if (options.length === 0) return `${chosen}, with the defaults.`;
  const rows = options.map(({ name, value, origin: from }) => [
    `  ${name}`,
    JSON.stringify(value),
    originText(from),
  ]);
  return `${chosen}, with the defaults but for\n${renderTable(rows)}`;
}

function originText(origin: Origin | undefined): string {
  return origin === undefined ? 'unknown' : describeOrigin(origin);
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
