// The fixtures that a capability is checked with: those its package declares, or the little that can be said without them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeOptions, type Kind, optionsJsonSchema, type Plugin } from '@codex-ml/plugin-api';
import { type ReadFixture, readFixtures } from '../conformance-fixtures.js';
import { finding } from '../finding.js';
import type { Job } from '../process/job.js';
import type { Finding } from '../report.js';
import { detailsOf, messageOf } from './load-plugin.js';

export interface UsedFixture extends ReadFixture {
  /** Folder that relative paths of the options start from. */
  readonly base: string;
}

export interface Fixtures {
  readonly fixtures: readonly UsedFixture[];
  readonly findings: readonly Finding[];
}

/** Facts that only an author knows, by kind, and what stands in for them. */
const STAND_INS: Readonly<Partial<Record<Kind, { readonly missing: string; readonly facts: object }>>> = {
  tokenizer: { missing: 'whether it is lossless', facts: { lossless: 'never' } },
  metric: { missing: 'known answers', facts: { known: [] } },
  safety: { missing: 'texts that it must catch', facts: { flagged: [] } },
};

/** Sizes that make a model small, where it has options of these names. */
const SMALL_MODEL: Readonly<Record<string, unknown>> = {
  layers: 2,
  heads: 2,
  width: 8,
  context: 12,
  initStd: 0.5,
};

/** Read the declared fixtures; without any, make one. No fixture at all means that options are required and unknown. */
export async function fixturesFor(job: Job, plugin: Plugin): Promise<Fixtures> {
  const declared = await readDeclared(job, plugin);
  if ('findings' in declared) return declared;
  const { fixtures } = declared;
  if (fixtures.length > 0)
    return { fixtures: fixtures.map((each, at) => place(each, job, at)), findings: [] };
  return undeclared(job, plugin);
}

async function readDeclared(
  job: Job,
  plugin: Plugin,
): Promise<{ fixtures: readonly ReadFixture[] } | Fixtures> {
  if (job.conformance === null) return { fixtures: [] };
  let problem: string;
  try {
    const module = (await import(pathToFileURL(job.conformance).href)) as { readonly default?: unknown };
    const read = readFixtures(module.default, plugin);
    if (!('problem' in read)) return { fixtures: read };
    problem = read.problem;
  } catch (error) {
    problem = messageOf(error);
  }
  const { name } = job.package;
  const details = { ...detailsOf(job), seen: problem, where: 'codexMl.conformance' };
  return { fixtures: [], findings: [finding('contract.fixtures', 'CML3543', { name, problem }, details)] };
}

function undeclared(job: Job, plugin: Plugin): Fixtures {
  const { id } = job.capability;
  const standIn = STAND_INS[plugin.kind];
  const options = plugin.kind === 'model' ? smallOptions(plugin) : {};
  const details = { ...detailsOf(job), severity: 'warning', where: 'codexMl.conformance' } as const;
  const parsed = plugin.options.safeParse(options);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => `\`${path.join('.')}\``))].join(', ');
    const problem = `it cannot be made without options, and no fixture gives them: ${names}`;
    return {
      fixtures: [],
      findings: [
        finding('contract.fixtures', 'CML3544', { id, problem }, { ...details, seen: 'no fixture' }),
      ],
    };
  }
  const fixture = place(
    { files: {}, options, facts: { ...standIn?.facts, ...guess(plugin.kind, parsed.data) } },
    job,
    0,
  );
  if (standIn === undefined) return { fixtures: [fixture], findings: [] };
  const problem = `no fixture says ${standIn.missing}`;
  return {
    fixtures: [fixture],
    findings: [finding('contract.fixtures', 'CML3544', { id, problem }, { ...details, seen: 'no fixture' })],
  };
}

function guess(kind: Kind, options: Readonly<Record<string, unknown>>): object {
  return kind === 'optimizer' ? { decays: Number(options['weightDecay'] ?? 0) > 0 } : {};
}

function smallOptions(plugin: Plugin): Record<string, unknown> {
  const names = describeOptions(optionsJsonSchema(plugin.options)).map(({ name }) => name);
  const small = Object.fromEntries(Object.entries(SMALL_MODEL).filter(([name]) => names.includes(name)));
  return plugin.options.safeParse(small).success ? small : {};
}

/** Write the files of a fixture into a folder of its own. */
function place(fixture: ReadFixture, job: Job, at: number): UsedFixture {
  const base = join(job.scratch, `fixture-${at}`);
  mkdirSync(base, { recursive: true });
  for (const [name, content] of Object.entries(fixture.files)) {
    mkdirSync(dirname(join(base, name)), { recursive: true });
    writeFileSync(join(base, name), content);
  }
  return { ...fixture, base };
}
