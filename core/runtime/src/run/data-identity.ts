// What tokens depend on, as hashes with names that users understand: code and options of plugins, the text, the split, the tokenizer.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Choice, canonicalJson, type RunConfig, sha256Hex } from '@codex-ml/config';
import { CONFIG_KEYS, type Dataset, KINDS, type Kind, type SplitName } from '@codex-ml/plugin-api';
import { codeFiles, codeFilesBelow } from '../data/cache/code-files.js';
import type { FileFingerprints } from '../data/cache/file-fingerprints.js';
import type { SplitSource } from '../data/split-samples.js';
import { dependencyVersions, hostPackageVersions } from '../provenance/package-versions.js';
import type { Session } from './instantiate.js';
import { pluginKey, type RunPlan } from './plan-run.js';

/** Hashes by the words that a line about a miss uses. */
export type Ingredients = Readonly<Record<string, string>>;

export interface DataIdentity {
  /** Files whose content decides about a split; undefined where the dataset does not say. */
  files(split: SplitName): Promise<readonly string[] | undefined>;
  /** What the texts of a split depend on. */
  texts(split: SplitName): Promise<Ingredients>;
  /** What a plugin makes of them depends on: its code, version and options. */
  plugin(kind: Kind, choice: Choice): Promise<string>;
}

/**
 * Plugins whose code cannot be told apart from earlier code and that have a say in tokens: objects of a config module. With one of
 * them nothing can be kept.
 */
export function unversionedPlugins(session: Session): readonly string[] {
  const { config } = session.plan.resolved;
  const choices: readonly (readonly [Kind, Choice])[] = [
    ['dataset', config.dataset],
    ['tokenizer', config.tokenizer],
    ...config.safety.map((choice) => ['safety', choice] as const),
    ...sampleTaps(session),
  ];
  const inline = choices.filter(
    ([kind, { use }]) => session.plan.plugins.get(pluginKey(kind, use))?.capability.source === 'inline',
  );
  return [...new Set(inline.map(([, { use }]) => use))];
}

export function createDataIdentity(
  session: Session,
  dataset: Dataset,
  source: SplitSource,
  fingerprints: FileFingerprints,
): DataIdentity {
  const { plan } = session;
  const { config, baseDir } = plan.resolved;
  const plugin = remember(
    (kind: Kind, choice: Choice) => pluginHash(plan, kind, choice, fingerprints),
    (kind, choice) => `${kind}:${choice.use}:${JSON.stringify(choice.options)}`,
  );
  const read = (split: SplitName) => (source.rule['kind'] === 'native' ? split : 'train');
  const files = async (split: SplitName) => dataset.files?.(read(split));

  const content = async (split: SplitName): Promise<string> => {
    const paths = await files(split);
    if (paths === undefined) return (await dataset.describe(read(split))).sha256;
    const names = paths.map((path) => relative(baseDir, path).replaceAll('\\', '/'));
    return hashOf([names, await fingerprints.ofAll(paths)]);
  };

  const texts = remember(
    async (split: SplitName): Promise<Ingredients> => {
      const [checks, taps, host] = await Promise.all([
        Promise.all(config.safety.map((choice) => plugin('safety', choice))),
        Promise.all(sampleTaps(session).map(([kind, choice]) => plugin(kind, choice))),
        hostCode(fingerprints),
      ]);
      return {
        'codex-ml': host,
        'the dataset or its options': await plugin('dataset', config.dataset),
        'the text': await content(split),
        'the split': hashOf(source.rule),
        'data.deduplicate': config.data.deduplicate,
        'safety checks': hashOf(checks),
        'plugins on `data.sample`': hashOf(taps),
      };
    },
    (split) => split,
  );
  return { files, plugin, texts };
}

/** The function, called once for each key. */
function remember<P extends readonly unknown[], R>(
  work: (...parameters: P) => R,
  keyOf: (...parameters: P) => string,
): (...parameters: P) => R {
  const results = new Map<string, R>();
  return (...parameters) => {
    const key = keyOf(...parameters);
    if (!results.has(key)) results.set(key, work(...parameters));
    return results.get(key)!;
  };
}

/** Plugins that change samples, in the order in which they do, with every choice of the config that has their id. */
function sampleTaps({ plan, container }: Session): readonly (readonly [Kind, Choice])[] {
  const choices = chosen(plan.resolved.config);
  return (container.hooks.order()['data.sample'] ?? []).flatMap(({ plugin }) =>
    choices.filter(([, choice]) => choice.use === plugin),
  );
}

function chosen(config: RunConfig): readonly (readonly [Kind, Choice])[] {
  return KINDS.flatMap((kind) => {
    const section = config[CONFIG_KEYS[kind] as keyof RunConfig] as Choice | readonly Choice[] | null;
    const list = section === null ? [] : Array.isArray(section) ? section : [section];
    return (list as readonly Choice[]).map((choice) => [kind, choice] as const);
  });
}

async function pluginHash(
  plan: RunPlan,
  kind: Kind,
  choice: Choice,
  fingerprints: FileFingerprints,
): Promise<string> {
  const { capability } = plan.plugins.get(pluginKey(kind, choice.use))!;
  const { name, version, root } = capability.package;
  const entries =
    plan.kernel
      .packages()
      .find((entry) => entry.name === name)
      ?.capabilities.flatMap(({ entry }) => (entry === null ? [] : [entry])) ?? [];
  const isPackage = capability.source !== 'inline' && root !== null;
  const files = isPackage ? codeFiles(root, entries) : [];
  const names = files.map((file) => relative(root ?? '', file).replaceAll('\\', '/'));
  const code = [names, await fingerprints.ofAll(files)];
  const dependencies = isPackage && entries.length > 0 ? await dependencyVersions(root) : {};
  return hashOf({
    id: choice.use,
    version,
    code,
    dependencies,
    options: hashOfOptions(choice.options, plan.resolved.hash),
  });
}

/** Options that JSON cannot hold, as a schema may make them, are as the whole config is. */
function hashOfOptions(options: Choice['options'], configHash: string): string {
  try {
    return hashOf(options);
  } catch {
    return configHash;
  }
}

/** What this package itself does with samples, beside its version: it may be the working copy of a developer. */
async function hostCode(fingerprints: FileFingerprints): Promise<string> {
  const folders = ['chat', 'data', 'safety'].map((name) =>
    fileURLToPath(new URL(`../${name}`, import.meta.url)),
  );
  const files = folders.flatMap((folder) => codeFilesBelow(folder));
  return hashOf([await hostPackageVersions(), await fingerprints.ofAll(files)]);
}

function hashOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
