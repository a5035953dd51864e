// Throw-away plugin packages without a flaw, to which a test adds one.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Group, type PackageReport, validatePlugins } from '@codex-ml/testkit/validate';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const GOOD = join(REPOSITORY, 'test/fixtures/plugins/good-package');

export interface Flaw {
  /** Fields of package.json that differ; undefined takes one away. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Fields of the manifest that differ. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Files to write; null empties one. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Text put at the beginning of the entry, and pairs of text to replace in it. */
  readonly begin?: string;
  readonly replace?: readonly (readonly [string, string])[];
}

/** A copy of the flawless package, a metric `flawless/counter`, in `folder`. */
export function makePackage(
  folder: string,
  { json, manifest, files = {}, begin = '', replace = [] }: Flaw,
): string {
  const root = join(folder, 'plugin');
  cpSync(GOOD, root, { recursive: true });
  mkdirSync(join(root, 'node_modules/@codex-ml'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'core/plugin-api'), join(root, 'node_modules/@codex-ml/plugin-api'), 'dir');
  const path = join(root, 'package.json');
  const before = JSON.parse(readFileSync(path, 'utf8')) as { codexMl: object };
  const after = { ...before, ...json, codexMl: { ...before.codexMl, ...manifest } };
  writeFileSync(path, JSON.stringify(after, null, 2));
  const entry = join(root, 'counter.js');
  const code = replace.reduce((text, [from, to]) => text.replace(from, to), readFileSync(entry, 'utf8'));
  writeFileSync(entry, begin + code);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text ?? '');
  }
  return root;
}

/** The report of one package. */
export async function validateOne(
  name: string,
  cwd: string,
  groups: readonly Group[],
  timeoutMs = 30_000,
): Promise<PackageReport> {
  const hostRoot = join(REPOSITORY, 'cli');
  const report = await validatePlugins({ names: [name], cwd, projectRoot: cwd, hostRoot, groups, timeoutMs });
  return report.packages[0]!;
}
