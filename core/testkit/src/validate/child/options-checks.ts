// The group `options`, and `errors.options`: a schema that a stranger can use.
import { existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { codexError, describeOptions, optionsJsonSchema, type Plugin } from '@codex-ml/plugin-api';
import type { CheckId } from '../check-table.js';
import { finding, findingOf } from '../finding.js';
import type { Emit, Job } from '../process/job.js';
import type { Finding } from '../report.js';
import { detailsOf } from './load-plugin.js';

/** @param options of a fixture, for options that have no default */
export function checkOptions(
  job: Job,
  plugin: Plugin,
  options: Readonly<Record<string, unknown>>,
  emit: Emit,
): void {
  const report = (check: CheckId, findings: readonly Finding[], note?: string) => {
    for (const one of findings) emit({ type: 'finding', finding: one });
    emit({ type: 'checked', check, ...(note !== undefined && { note }) });
  };
  const described = describeOptions(optionsJsonSchema(plugin.options));
  const count = `${described.length} ${described.length === 1 ? 'option' : 'options'}`;
  report('options.documented', undocumented(job, plugin), count);
  report('options.defaults', wrongDefaults(job, plugin, options));
  report('options.strict', unknownAccepted(job, plugin, options));
  if (job.capability.optionsFile === null) {
    emit({ type: 'not-run', check: 'options.schema', note: 'a single file has no schema file' });
  } else {
    report('options.schema', staleSchema(job, plugin, job.capability.optionsFile));
  }
}

/** The check `errors.options`: a value of the wrong type is refused under the name of its option. */
export function checkOptionErrors(
  job: Job,
  plugin: Plugin,
  options: Readonly<Record<string, unknown>>,
  emit: Emit,
): void {
  const { id } = job.capability;
  for (const { name } of describeOptions(optionsJsonSchema(plugin.options))) {
    for (const wrong of [{ 'no such key': Number.NaN }, Number.NaN]) {
      const result = plugin.options.safeParse({ ...options, [name]: wrong });
      if (result.success || result.error.issues.some(({ path }) => path[0] === name)) continue;
      const problem = `the refusal names \`${result.error.issues[0]?.path.join('.') || 'nothing'}\``;
      const what = `option \`${name}\` has a value of the wrong type`;
      emit({
        type: 'finding',
        finding: finding(
          'errors.options',
          'CML3561',
          { id, what, problem },
          {
            ...detailsOf(job),
            seen: result.error.issues[0]?.message ?? 'nothing',
            where: `option \`${name}\``,
            hints: ['give the `path` of the option where a refinement adds an issue'],
          },
        ),
      });
      break;
    }
  }
  emit({ type: 'checked', check: 'errors.options' });
}

function undocumented(job: Job, plugin: Plugin): Finding[] {
  const { id } = job.capability;
  return undescribed(optionsJsonSchema(plugin.options), []).map((option) =>
    finding(
      'options.documented',
      'CML3535',
      { id, option },
      {
        ...detailsOf(job),
        expected: 'a line of documentation',
        seen: 'none',
        where: `option \`${option}\``,
      },
    ),
  );
}

/** Names of fields without a description, those inside of objects with dots. */
function undescribed(schema: Readonly<Record<string, unknown>>, above: readonly string[]): string[] {
  const properties = (schema['properties'] ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(properties).flatMap(([name, property]) => {
    const text = property['description'];
    const own = typeof text === 'string' && text.trim() !== '' ? [] : [[...above, name].join('.')];
    return [...own, ...undescribed(property, [...above, name])];
  });
}

function wrongDefaults(job: Job, plugin: Plugin, options: Readonly<Record<string, unknown>>): Finding[] {
  const { id } = job.capability;
  const first = plugin.options.safeParse(options);
  const details = { ...detailsOf(job), where: 'options.parse({})' };
  if (!first.success) {
    // Without a fixture nobody knows values for options that are required; each default can be tried by itself.
    const problems = describeOptions(optionsJsonSchema(plugin.options)).flatMap(
      ({ name, default: value }) => {
        if (value === undefined) return [];
        const { error } = plugin.options.safeParse({ ...options, [name]: value });
        const issue = error?.issues.find(({ path }) => path[0] === name);
        return issue === undefined ? [] : [`\`${name}\`: ${issue.message}`];
      },
    );
    return problems.map((problem) =>
      finding('options.defaults', 'CML3536', { id, problem }, { ...details, seen: problem }),
    );
  }
  const again = plugin.options.safeParse(first.data);
  if (!again.success) {
    const problem = again.error.issues
      .map(({ path, message }) => `\`${path.join('.')}\`: ${message}`)
      .join('; ');
    return [finding('options.defaults', 'CML3536', { id, problem }, { ...details, seen: problem })];
  }
  if (isDeepStrictEqual(again.data, first.data)) return [];
  const problem = 'the resolved options change when they are read again';
  return [
    finding(
      'options.defaults',
      'CML3536',
      { id, problem },
      {
        ...details,
        expected: JSON.stringify(first.data),
        seen: JSON.stringify(again.data),
        where: 'options.parse(options.parse({}))',
      },
    ),
  ];
}

function unknownAccepted(job: Job, plugin: Plugin, options: Readonly<Record<string, unknown>>): Finding[] {
  const name = 'no-such-option';
  const result = plugin.options.safeParse({ ...options, [name]: 1 });
  const refused = !result.success && result.error.issues.some(({ code }) => code === 'unrecognized_keys');
  if (refused) return [];
  const details = {
    ...detailsOf(job),
    where: `options.parse({ "${name}": 1 })`,
    expected: 'a refusal',
    seen: 'success',
  };
  return [finding('options.strict', 'CML3537', { id: job.capability.id }, details)];
}

function staleSchema(job: Job, plugin: Plugin, path: string): Finding[] {
  const { id } = job.capability;
  const { name, root } = job.package;
  const file = relative(root, path).split(sep).join('/');
  const details = { ...detailsOf(job), where: file };
  const stale = (state: string, seen: string) => [
    findingOf('options.schema', codexError('CML3111', { id, name, file, state }), { ...details, seen }),
  ];
  if (!existsSync(path)) return stale('missing', 'no file');
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return [findingOf('options.schema', codexError('CML3211', { id, problem }, { cause }), details)];
  }
  const expected = JSON.parse(JSON.stringify(optionsJsonSchema(plugin.options))) as unknown;
  return isDeepStrictEqual(written, expected) ? [] : stale('stale', 'a schema that differs from the code');
}
