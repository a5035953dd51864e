// The file that `codexMl.conformance` names: what the suites need of the author. Plain data and functions; it imports no test runner.
import { z } from '@codex-ml/plugin-api';
import type { Fixture, TestedKind } from '../conformance.js';

interface Declared<K extends TestedKind> {
  readonly kind: K;
  /** Id within the namespace of the package. */
  readonly id: string;
  /** What this fixture is about, where a capability has several. */
  readonly title?: string;
  /** Texts or bytes to write into an empty folder before the suite runs, by name; the folder is what relative paths start from. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** One fixture: options and facts for the suite of one capability. Engine and folders are the validator's to give. */
export type ConformanceFixture = {
  [K in TestedKind]: Declared<K> & Omit<Fixture<K>, 'engine' | 'base'>;
}[TestedKind];

/** Default export of a conformance file. */
export type ConformanceFixtures = readonly ConformanceFixture[];

/** A fixture as it is read: checked as far as this can be done without knowing the kind. */
export interface ReadFixture {
  readonly title?: string | undefined;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** Everything else, for the suite. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const Row = z.looseObject({
  kind: z.string(),
  id: z.string(),
  title: z.string().optional(),
  files: z
    .record(z.string().regex(/^[^/\\.][^\\]*$/), z.union([z.string(), z.instanceof(Uint8Array)]))
    .default({}),
  options: z.record(z.string(), z.unknown()).default({}),
});

/** The fixtures of one capability. Returns the problem where the export has another form. */
export function readFixtures(
  exported: unknown,
  { kind, id }: { readonly kind: string; readonly id: string },
): readonly ReadFixture[] | { readonly problem: string } {
  const parsed = z.array(Row).safeParse(exported);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `at \`${issue?.path.join('.') || 'default'}\`: ${issue?.message ?? 'not a list'}` };
  }
  return parsed.data
    .filter((row) => row.kind === kind && row.id === id)
    .map(({ kind: _kind, id: _id, title, files, options, ...facts }) => ({ title, files, options, facts }));
}
