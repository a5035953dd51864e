// Rules for values that their names give away: passwords, keys, tokens.
import { unfilledParts } from '../redacted-fill.js';
import type { SecretRule, Span } from '../secret-rule.js';
import { shannonEntropy } from '../shannon-entropy.js';
import { isKey, isPassword, type JudgedValue } from './judge-value.js';
import { readAssignedValue } from './read-assigned-value.js';

const PASSWORD_NAME = /pass(?:word|wd|phrase)|(?<![a-z])pwd(?![a-z])/gi;

const KEY_NAME = new RegExp(
  [
    '(?:api|app|access|account|secret|private|encryption|signing|auth|client|service|master|license|webhook)[ _-]?key',
    '(?:client|app|api|webhook|signing|consumer)[ _-]?secret',
    '(?:access|auth|refresh|id|bearer|api|session|security|personal|bot|deploy)[ _-]?token',
    '(?<![a-z])secret(?![a-z])',
    '(?<![a-z])token(?![a-z])',
    'credentials?',
  ].join('|'),
  'gi',
);

// runs that begin as values do; long enough to judge
const ASSIGNED_RUN = /(?:=>?|:)[ \t]{0,8}\\{0,3}["'`]?([A-Za-z0-9_+][A-Za-z0-9_+/=.~-]{19,})/dg;

export const passwordAssignment: SecretRule = {
  id: 'password-assignment',
  severity: 'medium',
  find: (text) => findAssigned(text, PASSWORD_NAME, isPassword),
};

export const keyAssignment: SecretRule = {
  id: 'key-assignment',
  severity: 'medium',
  find: (text, { entropy }) => findAssigned(text, KEY_NAME, (value) => isKey(value, entropy), countFullStops),
};

/** Any assigned run that looks random, whatever its name: upper and lower case, digits, and a bit more entropy. */
export const highEntropy: SecretRule = {
  id: 'high-entropy',
  severity: 'low',
  *find(text, { entropy }) {
    for (const match of text.matchAll(ASSIGNED_RUN)) {
      const value = match[1]!;
      if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value)) continue;
      if (shannonEntropy(value) < entropy + 1) continue;
      const [start, end] = match.indices![1]!;
      yield { start, end };
    }
  },
};

function* findAssigned(
  text: string,
  names: RegExp,
  isSecret: (value: JudgedValue) => boolean,
  trailing: (value: string) => number = () => 0,
): Iterable<Span> {
  for (const match of text.matchAll(names)) {
    const name = { start: match.index, end: match.index + match[0].length };
    const assigned = readAssignedValue(text, name);
    if (assigned === undefined) continue;
    // where part of the value is redacted already, what is left of it is judged by itself
    for (const part of unfilledParts(text, assigned)) {
      const value = text.slice(part.start, part.end);
      if (isSecret({ ...assigned, value })) yield { start: part.start, end: part.end - trailing(value) };
    }
  }
}

/** A key does not end in a punctuation mark; a password may. */
function countFullStops(value: string): number {
  return /[.,:]*$/.exec(value)![0].length;
}
