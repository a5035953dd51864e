// zod's issues in our words: what was expected at which path. Works on issues of any copy of zod 4.
import type { z } from '@codex-ml/plugin-api';
import type { Path } from '../tree/config-node.js';

type Issue = z.core.$ZodIssue;

/** Stands for "the schema has no message of its own here" while a schema is run. */
export const NO_MESSAGE = '\u0000';

/** One thing that is wrong with a value. */
export type Finding =
  | { readonly problem: 'unknown'; readonly path: Path; readonly key: string }
  | {
      readonly problem: 'value';
      readonly path: Path;
      readonly expected: string;
      readonly choices: readonly string[];
    }
  | { readonly problem: 'rule'; readonly path: Path; readonly rule: string };

/** All findings of an issue; paths are relative to the value that was checked. */
export function findingsOf(issue: Issue, base: Path = []): Finding[] {
  const path = [...base, ...issue.path.map(toStep)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ problem: 'unknown', path, key }));
    case 'custom':
      return [
        {
          problem: 'rule',
          path,
          rule: issue.message === NO_MESSAGE ? 'the value is not valid' : issue.message,
        },
      ];
    case 'invalid_union':
      return 'options' in issue && issue.options !== undefined
        ? [choiceFinding(issue.options, path)]
        : unionFindings(issue.errors, path, issue.message);
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.flatMap((inner) => findingsOf(inner, path));
    default: {
      const expected = issue.message === NO_MESSAGE ? expectationOf(issue) : issue.message;
      const choices = issue.code === 'invalid_value' ? issue.values.map(String) : [];
      return [{ problem: 'value', path, expected, choices }];
    }
  }
}

function choiceFinding(values: readonly unknown[], path: Path): Finding {
  const choices = values.map(String);
  return { problem: 'value', path, expected: oneOf(choices), choices };
}

function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `\`${value}\``);
  return quoted.length === 1 ? quoted[0]! : `one of ${quoted.join(', ')}`;
}

/** The branch that fits best: one whose outer type is right and something inside is wrong; else all branches in one phrase. */
function unionFindings(branches: readonly Issue[][], path: Path, message: string): Finding[] {
  const inner = branches
    .filter((issues) => issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'))
    .sort((a, b) => a.length - b.length)[0];
  if (inner !== undefined && inner.length > 0) return inner.flatMap((issue) => findingsOf(issue, path));
  if (message !== NO_MESSAGE) return [{ problem: 'value', path, expected: message, choices: [] }];
  const findings = branches.flatMap((issues) => issues.flatMap((issue) => findingsOf(issue, path)));
  const expectations = findings.map((finding) =>
    finding.problem === 'value' ? finding.expected : 'another value',
  );
  const choices = findings.flatMap((finding) => (finding.problem === 'value' ? finding.choices : []));
  const expected = expectations.length === 0 ? 'another value' : [...new Set(expectations)].join(', or ');
  return [{ problem: 'value', path, expected, choices }];
}

function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'too_small':
      return sizeOf(
        issue.origin,
        issue.minimum,
        issue.exact === true,
        issue.inclusive === false ? 'more than' : 'at least',
      );
    case 'too_big':
      return sizeOf(
        issue.origin,
        issue.maximum,
        issue.exact === true,
        issue.inclusive === false ? 'less than' : 'at most',
      );
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      if (issue.format === 'regex') return `text that matches ${issue.pattern}`;
      return FORMAT_NAMES[issue.format] ?? `text in the form of ${issue.format}`;
    default:
      return 'another value';
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  null: 'null',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  tuple: 'a list',
};

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  datetime: 'a date and time in ISO 8601',
  date: 'a date in ISO 8601',
};

function sizeOf(origin: string, limit: number | bigint, exact: boolean, comparison: string): string {
  if (origin === 'number' || origin === 'int' || origin === 'bigint')
    return `a number of ${comparison} ${limit}`;
  const amount = exact ? `exactly ${limit}` : `${comparison} ${limit}`;
  if (origin === 'string') return `text of ${amount} characters`;
  if (origin === 'array' || origin === 'set') return `a list of ${amount} entries`;
  return `a size of ${amount}`;
}

function toStep(step: PropertyKey): string | number {
  return typeof step === 'number' ? step : String(step);
}
