// Runs the jobs of one capability and puts together what they say, also where a process was stopped or died.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codexError } from '@codex-ml/plugin-api';
import { CHECKS, type CheckId, checksIn, type Group, groupOf } from './check-table.js';
import type { Subject, SubjectCapability, Subjects } from './find-subjects.js';
import { finding } from './finding.js';
import type { Budgets, ChildEvent, Job, ResultPart } from './process/job.js';
import { machineFiles, readableFolders } from './process/readable-folders.js';
import { type ChildOutcome, runChild } from './process/run-child.js';
import type { CheckResult, Finding } from './report.js';

export interface CapabilityRequest {
  readonly subject: Subject;
  readonly capability: SubjectCapability;
  readonly engine: Subjects['engine'];
  readonly conformance: string | null;
  readonly groups: readonly Group[];
  readonly budgets: Budgets;
  readonly timeoutMs: number;
  /** Empty folder. */
  readonly scratch: string;
}

export interface CapabilityOutcome {
  /** `kind:namespace/id`, or the name of a single file. */
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckResult[];
}

/** An import alone is given at most this long. */
const LOAD_TIMEOUT_MS = 30_000;

const LOAD_GROUPS: readonly Group[] = ['load', 'options', 'determinism'];
const USE_GROUPS: readonly Group[] = ['contract', 'determinism', 'resources', 'offline', 'errors'];

export async function validateCapability(request: CapabilityRequest): Promise<CapabilityOutcome> {
  const { capability, groups } = request;
  const checks = checksIn(groups, 'capability');
  const name = capability.kind === null ? capability.id : `${capability.kind}:${capability.id}`;
  const blocked = reasonNotToRun(capability);
  if (blocked !== undefined) {
    return {
      name,
      findings: [],
      checks: checks.map((check) => toResult(check, name, [], new Map(), blocked)),
    };
  }
  const events: ChildEvent[] = [];
  const findings: Finding[] = [];
  const run = async (part: Job['part'], limit: number) => {
    const outcome = await runJob(request, part, Math.min(limit, request.timeoutMs));
    events.push(...outcome.events);
    const ended = describeEnd(request, name, outcome, Math.min(limit, request.timeoutMs));
    findings.push(...(ended === undefined ? [] : [ended]));
    return outcome;
  };
  const asks = (some: readonly Group[]) => groups.some((group) => some.includes(group));
  const parts: (readonly ResultPart[])[] = [];
  let usable = true;
  if (asks(LOAD_GROUPS)) {
    const outcome = await run('load', groups.includes('determinism') ? request.timeoutMs : LOAD_TIMEOUT_MS);
    parts.push(partsOf(outcome));
    usable = outcome.events.some(({ type }) => type === 'is') && outcome.end === 'finished';
  }
  if (usable && asks(USE_GROUPS)) parts.push(partsOf(await run('use', request.timeoutMs)));

  findings.unshift(...events.flatMap((event) => (event.type === 'finding' ? [event.finding] : [])));
  const notes = new Map<CheckId, string>();
  const ran = new Set<CheckId>();
  for (const event of events) {
    if (event.type === 'checked') ran.add(event.check);
    if ((event.type === 'checked' || event.type === 'not-run') && event.note !== undefined)
      notes.set(event.check, event.note);
  }
  if (groups.includes('determinism') && parts.length === 2 && parts.every((each) => each.length > 0)) {
    ran.add('determinism.processes');
    notes.set('determinism.processes', `${parts[0]?.length} results compared`);
    findings.push(...differences(capability, name, parts as [readonly ResultPart[], readonly ResultPart[]]));
  }
  const unique = withoutRepeats(findings).filter(
    ({ check, code }) => groups.includes(groupOf(check)) || isObstacle(check, code),
  );
  // What kept the chosen checks from running is shown, though nobody asked for that group.
  for (const { check } of unique) if (!checks.includes(check)) checks.push(check);
  const why = usable ? 'the process ended before it came to this' : 'it could not be loaded';
  return {
    name,
    findings: unique,
    checks: checks.map((check) => toResult(check, name, unique, notes, why, ran)),
  };
}

function isObstacle(check: CheckId, code: string): boolean {
  return (
    check === 'load.import' || check === 'load.rights' || ['CML3528', 'CML3529', 'CML3545'].includes(code)
  );
}

/** A package that the host would not load is not loaded here, either. */
function reasonNotToRun({ entry, problem }: SubjectCapability): string | undefined {
  if (entry === null) return 'the manifest cannot be read';
  if (problem === undefined || problem.code === 'CML3108') return undefined;
  return `the manifest is refused: ${problem.code}`;
}

async function runJob(
  request: CapabilityRequest,
  part: Job['part'],
  timeoutMs: number,
): Promise<ChildOutcome> {
  const { subject, capability, engine, conformance, groups, budgets, scratch } = request;
  const { id, kind, shortId, entry, optionsFile, network, native, hooks } = capability;
  const root = subject.root ?? '';
  const needsEngine = kind === null || kind === 'model' || kind === 'optimizer' || kind === 'extension';
  const job: Job = {
    part,
    groups,
    package: { name: subject.name, root },
    capability: { id, kind, shortId, entry: entry ?? '', optionsFile, network, hooks },
    conformance,
    engine: needsEngine ? (engine?.entry ?? null) : null,
    budgets,
    scratch: join(scratch, part),
  };
  const own = fileURLToPath(new URL('../..', import.meta.url));
  const roots = [root, own, ...(engine === null ? [] : [engine.root])];
  const rights = {
    read: [...readableFolders(roots), ...machineFiles()],
    native,
    processes: kind === 'launcher',
  };
  try {
    return await runChild(job, rights, timeoutMs);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML3569', { problem }, { cause });
  }
}

/** A finding for a process that did not come to its end. */
function describeEnd(
  { capability: { id } }: CapabilityRequest,
  name: string,
  outcome: ChildOutcome,
  limit: number,
): Finding | undefined {
  if (outcome.end === 'finished') return undefined;
  const last = outcome.events.findLast((event) => event.type === 'doing');
  const [doing, check] =
    last === undefined ? ['its process started', 'load.import' as const] : [last.text, last.check];
  const target = check === 'load.import' ? check : 'contract.suite';
  if (outcome.end === 'too-long') {
    const seconds = limit / 1000;
    return finding(
      target,
      'CML3528',
      { id, seconds, doing },
      {
        capability: name,
        expected: `an end within ${seconds} s`,
        seen: 'none; the process was killed',
        where: null,
      },
    );
  }
  const how =
    outcome.how === 'exit code 13' ? 'a promise at the top level never settled (exit code 13)' : outcome.how;
  return finding(
    target,
    'CML3529',
    { id, doing, how },
    {
      capability: name,
      expected: 'a process that ends when its checks are done',
      seen: lastErrorLine(outcome.stderr) ?? how,
      where: null,
    },
  );
}

function lastErrorLine(stderr: string): string | undefined {
  return stderr.split('\n').find((line) => /^\w*(Error|Exception)\b.*/.test(line));
}

function partsOf({ events }: ChildOutcome): ResultPart[] {
  return events.flatMap((event) => (event.type === 'result' ? [event.part] : []));
}

function differences(
  { id }: SubjectCapability,
  name: string,
  [one, two]: [readonly ResultPart[], readonly ResultPart[]],
): Finding[] {
  return one.flatMap((part, at) => {
    const other = two[at];
    if (other?.what === part.what && other.sha256 === part.sha256) return [];
    return [
      finding(
        'determinism.processes',
        'CML3551',
        { id, what: part.what },
        {
          capability: name,
          expected: `in both processes: ${part.sample}`,
          seen: other === undefined ? 'nothing' : `in the second: ${other.sample}`,
          where: part.what,
        },
      ),
    ];
  });
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((one) => {
    const key = JSON.stringify(one);
    return !seen.has(key) && seen.add(key);
  });
}

/** Outcome of a check of a capability or, without notes, of a package. */
export function toResult(
  check: CheckId,
  capability: string | null,
  findings: readonly Finding[],
  notes: ReadonlyMap<CheckId, string>,
  why: string,
  ran: ReadonlySet<CheckId> = new Set(),
): CheckResult {
  const own = findings.filter(
    (one) => one.check === check && (CHECKS[check].scope === 'package' || one.capability === capability),
  );
  const status = own.some(({ severity }) => severity === 'error')
    ? 'failed'
    : own.length > 0
      ? 'warned'
      : ran.has(check)
        ? 'passed'
        : 'not-run';
  const note = notes.get(check) ?? (status === 'not-run' ? why : null);
  return { check, group: groupOf(check), capability, status, note };
}
