// From a request to a plan: config found and validated, plugins found and imported. Nothing is built yet, nothing is written.
import { resolve } from 'node:path';
import {
  type DiscoveryRequest,
  INLINE_PREFIX,
  type LoadedConfig,
  loadConfig,
  loadListedPlugins,
  type ResolvedConfig,
  resolveConfig,
} from '@codex-ml/config';
import { createKernel, type Kernel, type LoadedPlugin } from '@codex-ml/kernel';
import {
  CONFIG_KEYS,
  type CodexError,
  codexError,
  type JsonValue,
  KINDS,
  type Kind,
  type RunInfo,
  toCodexErrors,
} from '@codex-ml/plugin-api';

import { droppedNotices } from './dropped-notices.js';

export interface PlanRequest {
  readonly cwd: string;
  /** Config file; searched for from `cwd` where it is not given. */
  readonly file?: string | undefined;
  /** Folder that relative paths of the config refer to, where it is not the config file's. */
  readonly baseDir?: string | undefined;
  readonly presets?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  /** Sections that `set` replaces as a whole, such as `tokenizer`: nothing is said of options that go with what was there. */
  readonly replaces?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** More plugins than the config names: package names, folders or single files. */
  readonly plugins?: readonly string[] | undefined;
  /** Config module whose plugin objects a stored config names, absolute. */
  readonly inlineFrom?: string | undefined;
  /** Package root of the command line; its dependencies are the first-party plugins. */
  readonly hostRoot: string;
  readonly warn: (message: string) => void;
}

/** Everything that is decided before anything runs. The dry run and the run use the same one. */
export interface RunPlan {
  readonly kernel: Kernel;
  readonly resolved: ResolvedConfig;
  readonly run: RunInfo;
  /** Absolute folder that holds run folders. */
  readonly runsRoot: string;
  /** Imported plugins by `kind:id`. */
  readonly plugins: ReadonlyMap<string, LoadedPlugin>;
  /** Plugins that were named beside the config: package names and absolute paths. */
  readonly commandLinePlugins: readonly string[];
}

/** Key of {@link RunPlan.plugins}. */
export function pluginKey(kind: Kind, id: string): string {
  return `${kind}:${id}`;
}

/**
 * Make a plan. All errors of a stage are thrown together.
 * The kernel of the plan is the caller's to close.
 */
export async function planRun(request: PlanRequest): Promise<RunPlan> {
  const { kernel, loaded } = await loadWithKernel(request);
  const meant = (path: string) => request.replaces?.some((section) => path.startsWith(`${section}.`));
  for (const line of droppedNotices(loaded.dropped.filter(({ path }) => !meant(path)))) request.warn(line);
  const plugins = new Map<string, LoadedPlugin>();
  const failures = new Map<string, CodexError>();
  for (const { kind, name } of chosenCapabilities(loaded)) {
    try {
      const entry = await kernel.load(kind, name);
      plugins.set(pluginKey(kind, entry.capability.id), entry);
    } catch (error) {
      failures.set(pluginKey(kind, name), toCodexErrors(error)[0]!);
    }
  }
  const resolved = resolveConfig(loaded, {
    find: (kind, name) => {
      const failure = failures.get(pluginKey(kind, name));
      if (failure !== undefined) return failure;
      const { id } = kernel.get(kind, name);
      const entry = plugins.get(pluginKey(kind, id));
      if (entry === undefined)
        throw codexError('CML9002', { message: `\`${id}\` was resolved but not loaded` });
      return { id, schema: entry.plugin.options };
    },
  });
  for (const line of unusableNotices(kernel)) request.warn(line);
  const { run } = resolved.config;
  return {
    kernel,
    resolved,
    plugins,
    commandLinePlugins: commandLinePlugins(request),
    runsRoot: resolve(resolved.baseDir, run.folder),
    run: {
      id: `${run.name}-${resolved.hash.slice(0, 8)}`,
      name: run.name,
      configHash: resolved.hash,
      seed: run.seed,
    },
  };
}

/** What the user named, and what cannot be used although no run that does not use it is concerned. */
function unusableNotices(kernel: Kernel): string[] {
  return kernel
    .packages()
    .flatMap(({ name, source, status, errors: [first] }) =>
      source === 'explicit' && status === 'broken' && first !== undefined
        ? [
            `\`${name}\` is listed as a plugin but broken (${first.code}: ${first.title}); this run does not use it`,
          ]
        : [],
    );
}

/** Find the config and, with the plugins it names, the kernel; without importing any plugin. */
export async function loadWithKernel(
  request: PlanRequest,
): Promise<{ readonly kernel: Kernel; readonly loaded: LoadedConfig }> {
  let kernel: Kernel | undefined;
  const loaded = await loadConfig({
    ...request,
    discover: async (found) => {
      const { plugins, ...rest } = await withStoredInline(found, request);
      const made = await createKernel({
        ...rest,
        hostRoot: request.hostRoot,
        explicit: [...plugins, ...commandLinePlugins(request)],
        warn: request.warn,
      });
      kernel = made;
      return { find: (name) => made.preset(name), names: () => made.presetNames() };
    },
  });
  if (kernel === undefined) {
    throw codexError('CML9002', { message: 'a config was loaded without looking for plugins' });
  }
  return { kernel, loaded };
}

/** Paths on the command line are relative to the working directory. */
function commandLinePlugins({ cwd, plugins = [] }: PlanRequest): string[] {
  return plugins.map((plugin) => (plugin.startsWith('.') ? resolve(cwd, plugin) : plugin));
}

/** A stored config has names where the config module had plugin objects; the objects come from that module. */
async function withStoredInline(
  found: DiscoveryRequest,
  { cwd, inlineFrom, env }: PlanRequest,
): Promise<DiscoveryRequest> {
  const plugins = found.plugins.filter((name) => !name.startsWith(INLINE_PREFIX));
  if (plugins.length === found.plugins.length || found.inline.length > 0 || inlineFrom === undefined)
    return found;
  const { inline } = await loadListedPlugins({ cwd, file: inlineFrom, env });
  return { ...found, plugins, inline };
}

/** What a config chooses; the loaded tree is in long form and has the default choices in it. */
function chosenCapabilities({ tree }: LoadedConfig): { readonly kind: Kind; readonly name: string }[] {
  return KINDS.flatMap((kind) => {
    const section = tree[CONFIG_KEYS[kind]] ?? [];
    const entries: readonly JsonValue[] = Array.isArray(section) ? section : [section];
    return entries.flatMap((entry) => {
      const name = (entry as { readonly use?: unknown } | null)?.use;
      return typeof name === 'string' ? [{ kind, name }] : [];
    });
  });
}
