// Registers the suites of a capability's fixtures with a test runner: the same fixtures that `codex-ml plugins validate` uses.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codexError, type Engine, type Plugin } from '@codex-ml/plugin-api';
import type { TestRunner } from '../checks/describe-checks.js';
import { describeConformance, type Fixture, type TestedKind } from '../conformance.js';
import { type ConformanceFixtures, readFixtures } from './conformance-fixtures.js';

export interface DescribeOptions {
  /** For kinds that need one. */
  readonly engine?: () => Promise<Engine>;
  /** Functions of the test runner; by default the global ones, as mocha defines them. */
  readonly runner?: TestRunner;
}

/**
 * Register one suite for each fixture of the plugin.
 * @throws CML3543 where the list has another form, or holds nothing for this plugin
 */
export function describeFixtures<K extends TestedKind>(
  plugin: Plugin<K>,
  fixtures: ConformanceFixtures,
  { engine, runner }: DescribeOptions = {},
): void {
  const read = readFixtures(fixtures, plugin);
  const problem = 'problem' in read ? read.problem : `nothing for the ${plugin.kind} \`${plugin.id}\``;
  if ('problem' in read || read.length === 0) throw codexError('CML3543', { name: plugin.id, problem });
  for (const { title, files, options, facts } of read) {
    const base = Object.keys(files).length > 0 ? writeFiles(files) : undefined;
    const fixture = {
      ...facts,
      options,
      ...(title !== undefined && { title }),
      ...(base !== undefined && { base }),
      ...(engine !== undefined && { engine }),
    };
    describeConformance(plugin, fixture as unknown as Fixture<K> & { readonly title?: string }, runner);
  }
}

const folders: string[] = [];

/** A folder with these files, which goes when the process ends: no runner has hooks that all runners know. */
function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'codex-ml-fixtures-'));
  if (folders.push(folder) === 1) {
    process.once('exit', () => {
      for (const each of folders) rmSync(each, { recursive: true, force: true });
    });
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
