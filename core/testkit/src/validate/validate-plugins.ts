// Validates plugin packages: what can be read is read here, what must be run is run in processes with few rights.
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { temporaryFolder } from '../fixtures/temporary-folder.js';
import { checkDocs } from './check-docs.js';
import { type CheckId, checksIn, GROUPS, type Group } from './check-table.js';
import { findSubjects, type Subject, type SubjectRequest, type Subjects } from './find-subjects.js';
import { checkManifest } from './manifest/check-manifest.js';
import { readPackage } from './package-json.js';
import { checkPackaging } from './packaging/check-packaging.js';
import { type Budgets, DEFAULT_BUDGETS } from './process/job.js';
import type { CheckResult, Finding, PackageReport, ValidationReport } from './report.js';
import { type CapabilityOutcome, toResult, validateCapability } from './validate-capability.js';

export interface ValidationRequest extends SubjectRequest {
  /** Groups to check. Default all. */
  readonly groups?: readonly Group[] | undefined;
  /** Longest time for one process, in milliseconds. Default 120,000. */
  readonly timeoutMs?: number | undefined;
  readonly budgets?: Budgets | undefined;
  /** Warnings count as failures. */
  readonly strict?: boolean | undefined;
  /** Hears what is being checked, as it begins. */
  readonly progress?: ((what: string) => void) | undefined;
}

const DEFAULT_TIMEOUT_MS = 120_000;

/**
 * Check packages, and report. What is wrong with a package is part of the report and is never thrown, whatever its code does.
 * @throws CML1008 for a name that means nothing, CML3569 where no process can be started
 */
export async function validatePlugins(request: ValidationRequest): Promise<ValidationReport> {
  const { subjects, engine } = await findSubjects(request);
  const packages: PackageReport[] = [];
  for (const subject of subjects) packages.push(await validateSubject(subject, engine, request));
  const count = (status: CheckResult['status']) =>
    packages.flatMap(({ checks }) => checks).filter((each) => each.status === status).length;
  return {
    format: 1,
    ok: packages.every(({ ok }) => ok),
    packages,
    totals: {
      passed: count('passed'),
      failed: count('failed'),
      warned: count('warned'),
      notRun: count('not-run'),
    },
  };
}

async function validateSubject(
  subject: Subject,
  engine: Subjects['engine'],
  request: ValidationRequest,
): Promise<PackageReport> {
  const { groups = GROUPS, strict = false, cwd } = request;
  const own = subject.file === null ? await checkPackage(subject, request) : notAPackage(groups);
  const outcomes = await checkCapabilities(subject, engine, request);
  const findings = [...own.findings, ...outcomes.flatMap((outcome) => outcome.findings)];
  const bad = findings.filter(({ severity }) => strict || severity === 'error');
  return {
    name: subject.name,
    version: subject.version,
    folder: subject.root === null ? null : relative(cwd, subject.root).replaceAll('\\', '/') || '.',
    ok: bad.length === 0,
    capabilities: outcomes.map(({ name }) => name),
    checks: [...own.checks, ...outcomes.flatMap(({ checks }) => checks)],
    findings,
  };
}

interface Checked {
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckResult[];
}

/** The checks of the package as a whole. */
async function checkPackage(
  subject: Subject,
  { groups = GROUPS, progress }: ValidationRequest,
): Promise<Checked> {
  const { name, root } = subject;
  const ids = checksIn(groups, 'package');
  const findings: Finding[] = groups.includes('manifest') ? checkManifest(subject) : [];
  const json = root === null ? null : readPackage(root);
  const ran = new Set<CheckId>(json === null ? ['manifest.shape'] : ['manifest.shape', 'manifest.keyword']);
  const isReadable = json?.codexMl !== undefined && subject.capabilities.every(({ entry }) => entry !== null);
  if (root !== null && json !== null && isReadable) {
    for (const id of ids) ran.add(id);
    progress?.(`${name}: packaging`);
    if (groups.includes('packaging')) findings.push(...(await checkPackaging(name, root, json)));
    if (groups.includes('docs')) findings.push(...checkDocs(name, root, json));
  }
  const unlisted = findings.some(({ code }) => code === 'CML3511');
  if (unlisted) for (const id of checksIn(['packaging'], 'package')) ran.delete(id);
  const why = unlisted ? 'the contents of the package are unknown' : 'the manifest cannot be read';
  return { findings, checks: ids.map((id) => toResult(id, null, findings, new Map(), why, ran)) };
}

function notAPackage(groups: readonly Group[]): Checked {
  const why = 'a single file has no package';
  return {
    findings: [],
    checks: checksIn(groups, 'package').map((id) => toResult(id, null, [], new Map(), why)),
  };
}

/** The capabilities, as many at a time as there are processors to spare. */
async function checkCapabilities(
  subject: Subject,
  engine: Subjects['engine'],
  { groups = GROUPS, timeoutMs = DEFAULT_TIMEOUT_MS, budgets = DEFAULT_BUDGETS, progress }: ValidationRequest,
): Promise<readonly CapabilityOutcome[]> {
  const { capabilities, root } = subject;
  const conformance =
    root === null || subject.file !== null ? undefined : readPackage(root)?.codexMl?.conformance;
  const folder = await temporaryFolder();
  const outcomes: CapabilityOutcome[] = [];
  const next = capabilities.entries();
  const work = async () => {
    for (const [at, capability] of next) {
      progress?.(`${subject.name}: ${capability.id}`);
      outcomes[at] = await validateCapability({
        subject,
        capability,
        engine,
        conformance: conformance === undefined || root === null ? null : join(root, conformance),
        groups,
        budgets,
        timeoutMs,
        scratch: join(folder.path, String(at)),
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism() - 1)) }, work));
  } finally {
    await folder.remove();
  }
  return outcomes;
}
