// The group `load`: what happens to a process that does nothing but import the entry.

import { existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Plugin } from '@codex-ml/plugin-api';
import { finding } from '../finding.js';
import type { Emit, Job } from '../process/job.js';
import type { Finding } from '../report.js';
import { detailsOf, loadPlugin } from './load-plugin.js';
import { findMention } from './watch/find-mention.js';
import { type Changes, snapshotGlobals } from './watch/snapshot-globals.js';
import type { ModuleWatch } from './watch/watch-modules.js';
import type { Watches } from './watch/watches.js';

/** Import the entry under observation and report. Returns the plugin, where there is one. */
export async function checkLoad(
  job: Job,
  { output, network, resources }: Watches,
  modules: ModuleWatch,
  emit: Emit,
): Promise<Plugin | undefined> {
  const { id, entry } = job.capability;
  const { root } = job.package;
  const base = detailsOf(job);
  const when = 'when it is imported';
  const changesSince = snapshotGlobals();
  const mark = resources.mark();
  const cpu = process.cpuUsage();
  const loaded = await loadPlugin(job);
  const { user, system } = process.cpuUsage(cpu);
  const files = [...modules.files()];
  await settle();

  const found: Finding[] = 'findings' in loaded ? [...loaded.findings] : [];
  const spent = Math.round((user + system) / 1000);
  if (spent > job.budgets.importMs) {
    found.push(
      finding(
        'load.time',
        'CML3521',
        { id, seen: spent, budget: job.budgets.importMs },
        {
          ...base,
          expected: `at most ${job.budgets.importMs} ms of processor time`,
          seen: `${spent} ms`,
          where: inPackage(entry, root),
        },
      ),
    );
  }
  if (files.length > job.budgets.modules) {
    found.push(
      finding(
        'load.modules',
        'CML3522',
        { id, seen: files.length, budget: job.budgets.modules },
        {
          ...base,
          expected: `at most ${job.budgets.modules} modules`,
          seen: `${files.length} modules, most of them of ${mostOf(files)}`,
          where: inPackage(entry, root),
        },
      ),
    );
  }
  for (const { stream, text, where } of output.take()) {
    found.push(
      finding(
        'load.output',
        'CML3524',
        { id, stream, when },
        { ...base, seen: JSON.stringify(text.slice(0, 200)), where },
      ),
    );
  }
  for (const { what, where } of network.take()) {
    found.push(finding('load.network', 'CML3530', { id, when, what }, { ...base, seen: what, where }));
  }
  for (const { what, where } of resources.since(mark)) {
    found.push(finding('load.handles', 'CML3525', { id, what }, { ...base, seen: what, where }));
  }
  found.push(...changeFindings(job, changesSince(), files));
  for (const { name, from } of modules.packages()) {
    if (isDeclared(name, job)) continue;
    found.push(
      finding(
        'load.dependencies',
        'CML3516',
        { name: job.package.name, dependency: name },
        {
          ...base,
          seen: `an import of \`${name}\``,
          where: findMention(name, [from], root) ?? inPackage(from, root),
        },
      ),
    );
  }
  for (const one of found) emit({ type: 'finding', finding: one });
  const note: Partial<Record<string, string>> = {
    'load.time': `${spent} ms of ${job.budgets.importMs} ms`,
    'load.modules': `${files.length} of ${job.budgets.modules}`,
  };
  for (const check of LOAD_CHECKS) {
    const text = note[check];
    emit({ type: 'checked', check, ...(text !== undefined && { note: text }) });
  }
  return 'plugin' in loaded ? loaded.plugin : undefined;
}

const LOAD_CHECKS = [
  'load.import',
  'load.time',
  'load.modules',
  'load.globals',
  'load.output',
  'load.handles',
  'load.process',
  'load.network',
  'load.rights',
  'load.dependencies',
] as const;

/** Some turns of the event loop, so that what an import set going has begun. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

function changeFindings(
  job: Job,
  { globals, listeners, state }: Changes,
  files: readonly string[],
): Finding[] {
  const { id } = job.capability;
  const { root } = job.package;
  const base = detailsOf(job);
  const mention = (name: string) => findMention(name.slice(name.lastIndexOf('.') + 1), files, root);
  return [
    ...globals.map((name) =>
      finding(
        'load.globals',
        'CML3523',
        { id, name },
        { ...base, seen: `another \`${name}\``, where: mention(name) },
      ),
    ),
    ...listeners.map((event) =>
      finding(
        'load.process',
        'CML3526',
        { id, event, when: 'when it is imported' },
        {
          ...base,
          seen: 'one listener more',
          where: mention(event),
        },
      ),
    ),
    ...state.map((what) =>
      finding(
        'load.process',
        'CML3527',
        { id, what },
        {
          ...base,
          seen: `another value of ${what}`,
          where: mention(/`(.+)`/.exec(what)?.[1] ?? what),
        },
      ),
    ),
  ];
}

/** What codex-ml brings and the documentation tells authors to import. */
const BROUGHT = ['@codex-ml/plugin-api', '@codex-ml/nn'];

/**
 * A package must declare what it imports, to be installed elsewhere. A single file stays in its project: there also what only the
 * project's development needs will do, and what comes with codex-ml.
 */
function isDeclared(name: string, { package: owner, capability }: Job): boolean {
  if (name === owner.name) return true;
  const single = capability.kind === null;
  const json = readManifest(owner.root);
  const fields = [
    'dependencies',
    'peerDependencies',
    'optionalDependencies',
    ...(single ? ['devDependencies'] : []),
  ];
  const declares = (wanted: string) => fields.some((field) => wanted in (json?.[field] ?? {}));
  if (declares(name)) return true;
  return single && BROUGHT.includes(name) && (json === null || declares('codex-ml'));
}

/** Null where a single file lies in a folder without package.json. */
function readManifest(root: string): Readonly<Record<string, object | undefined>> | null {
  const file = `${root}/package.json`;
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, object | undefined>;
}

function inPackage(file: string, root: string): string {
  return relative(root, file).split(sep).join('/');
}

/** The package that most of these files belong to. */
function mostOf(files: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const file of files) {
    const name = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? 'the plugin itself';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'nothing';
}
