// The check `errors.refusals`: hands a plugin what it cannot use, and looks at what it says.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodexError, type Plugin } from '@codex-ml/plugin-api';
import { withContext } from '../../fixtures/test-context.js';
import { finding } from '../finding.js';
import type { Emit, Job } from '../process/job.js';
import type { Finding } from '../report.js';
import type { UsedFixture } from './fixture.js';
import { detailsOf, messageOf } from './load-plugin.js';
import { ownFrame } from './watch/own-frame.js';

interface Provocation {
  /** Clause after `where`, such as `a saved tokenizer is empty`. */
  readonly what: string;
  run(): Promise<unknown>;
}

/** Messages of the JavaScript engine: they tell the author of the code something, and the user nothing. */
const BY_ACCIDENT =
  /^(Cannot (read|set|destructure|convert)\b|Invalid array length|Unexpected (token|end)\b)|\bis not (a function|iterable|defined|an object)\b/;

export async function checkRefusals(
  job: Job,
  plugin: Plugin,
  fixture: UsedFixture,
  emit: Emit,
): Promise<void> {
  const check = 'errors.refusals';
  const provocations = provocationsFor(plugin, fixture, job);
  if (provocations.length === 0) {
    emit({
      type: 'not-run',
      check,
      note: noteFor(plugin),
    });
    return;
  }
  for (const { what, run } of provocations) {
    emit({ type: 'doing', text: `it was to refuse that ${what}`, check });
    const one = await provoke(job, what, run);
    if (one !== undefined) emit({ type: 'finding', finding: one });
  }
  emit({ type: 'checked', check, note: `${provocations.length} refusals` });
}

function noteFor({ kind }: Plugin): string {
  return kind === 'dataset'
    ? 'no fixture has files that could be missing'
    : `what the kind ${kind} is handed, the host has checked before`;
}

async function provoke(job: Job, what: string, run: () => Promise<unknown>): Promise<Finding | undefined> {
  const { id } = job.capability;
  const check = 'errors.refusals';
  try {
    await run();
  } catch (error) {
    const problem = problemOf(error, job);
    if (problem === undefined) return undefined;
    return finding(
      check,
      'CML3561',
      { id, what, problem },
      {
        ...detailsOf(job),
        expected: 'an error that says what was expected and what came',
        seen: messageOf(error) || String(error),
        where: error instanceof Error ? ownFrame(error.stack, job.package.root) : null,
      },
    );
  }
  return finding(check, 'CML3562', { id, what }, { ...detailsOf(job), expected: 'an error', seen: 'none' });
}

/** What is wrong with an error as the user would see it. */
function problemOf(error: unknown, job: Job): string | undefined {
  if (!(error instanceof Error) && !CodexError.is(error)) return `it throws ${typeof error}, not an error`;
  if (error.message.trim() === '') return 'the error has no message';
  if (!CodexError.is(error)) {
    return BY_ACCIDENT.test(error.message) ? `it fails by accident: ${messageOf(error)}` : undefined;
  }
  const { plugin } = error;
  const names = [job.capability.id, job.capability.shortId, 'test/plugin', job.package.name];
  return plugin === undefined || names.includes(plugin) ? undefined : `the error blames \`${plugin}\``;
}

function provocationsFor(plugin: Plugin, fixture: UsedFixture, job: Job): Provocation[] {
  const options = plugin.options.parse(fixture.options);
  if (plugin.kind === 'tokenizer') {
    const load = (data: object) => () =>
      withContext({}, async (ctx) =>
        (plugin as Plugin<'tokenizer'>).load({ options, ctx, data: data as never }),
      );
    return [
      { what: 'a saved tokenizer is empty', run: load({}) },
      {
        what: 'a saved tokenizer is of another format',
        run: load({ format: 'no-such-format', version: 99 }),
      },
    ];
  }
  if (plugin.kind === 'dataset' && Object.keys(fixture.files).length > 0) {
    const empty = join(job.scratch, 'empty');
    mkdirSync(empty, { recursive: true });
    const read = () =>
      withContext({ base: empty }, async (ctx) => {
        const dataset = await (plugin as Plugin<'dataset'>).create({ options, ctx });
        for (const split of dataset.splits) for await (const _ of dataset.open(split)) break;
      });
    return [{ what: 'the files of its options are missing', run: read }];
  }
  return [];
}
