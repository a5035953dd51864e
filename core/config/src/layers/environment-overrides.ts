// The environment layer: `CODEX_ML_TRAIN__STEPS=10` sets `train.steps`. `__` separates keys; upper and lower case and
// single underscores do not matter where a key is known, and make camelCase where it is not.
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';
import { EXTENDS_KEY, SECTION_KEYS } from '../schema/sections.js';
import { type Source, whereOf } from '../source/place.js';
import { type ConfigNode, findNode, type MapNode } from '../tree/config-node.js';
import { parseValue } from '../tree/parse-scalar.js';
import { formatPath } from '../tree/path-text.js';
import type { Override, Step } from './parse-override.js';

export const ENVIRONMENT_PREFIX = 'CODEX_ML_';

/** Variables of that prefix that are read elsewhere and are no part of a config, besides all `CODEX_ML_TEST_…`. */
export const RESERVED_VARIABLES: readonly string[] = Object.freeze(['CODEX_ML_DEBUG']);

/**
 * Config variables that are set, by name; wholes come before their parts, and those that choose a plugin before those
 * with its options, which a later choice would drop. An empty variable counts as not set.
 */
export function findConfigVariables(env: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(env)
    .filter((pair): pair is [string, string] => {
      const [name, value] = pair;
      const isOurs = name.startsWith(ENVIRONMENT_PREFIX) && !name.startsWith('CODEX_ML_TEST_');
      return isOurs && !RESERVED_VARIABLES.includes(name) && value !== undefined && value !== '';
    })
    .sort(
      ([a], [b]) => depthOf(a) - depthOf(b) || Number(isChoice(b)) - Number(isChoice(a)) || (a < b ? -1 : 1),
    );
}

function depthOf(name: string): number {
  return name.split('__').length;
}

function isChoice(name: string): boolean {
  return name.toUpperCase().endsWith('__USE');
}

/**
 * One variable as an override of `root`; undefined after an error was added.
 * @param root the layers below, which tell how keys are written
 */
export function environmentOverride(
  name: string,
  text: string,
  root: MapNode,
  errors: CodexError[],
): Override | undefined {
  const source: Source = { layer: 'env', name, text: `${name}=${text}` };
  const words = name.slice(ENVIRONMENT_PREFIX.length).split('__');
  const steps: Step[] = [];
  let node: ConfigNode | undefined = root;
  let column = ENVIRONMENT_PREFIX.length + 1;
  for (const word of words) {
    const place = { source, line: 1, column, length: Math.max(1, word.length) };
    const key: string | undefined = matchKey(word, steps.length === 0 ? SECTION_KEYS : keysOf(node));
    if (key === undefined || (steps.length === 0 && !SECTION_KEYS.includes(key))) {
      errors.push(unknownVariable(name, word, whereOf(place)));
      return undefined;
    }
    steps.push({ key, place });
    node = node === undefined ? undefined : findNode(node, [key]);
    column += word.length + 2;
  }
  const valuePlace = { source, line: 1, column: name.length + 2, length: Math.max(1, text.length) };
  const value = parseValue(text, valuePlace, formatPath(steps.map((step) => step.key)), errors);
  return value === undefined ? undefined : { action: 'set', steps, value };
}

/** A spelling without case and underscores, by which variables and options are matched. */
export function looseName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function matchKey(word: string, known: readonly string[]): string | undefined {
  if (word === '') return undefined;
  return known.find((key) => looseName(key) === looseName(word)) ?? camelCase(word);
}

function camelCase(word: string): string {
  return word.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function keysOf(node: ConfigNode | undefined): readonly string[] {
  return node?.type === 'map' ? [...node.entries.keys()] : [];
}

function unknownVariable(name: string, word: string, where: ReturnType<typeof whereOf>): CodexError {
  if (looseName(word) === EXTENDS_KEY) {
    return codexError('CML2207', { key: EXTENDS_KEY, place: 'by a variable' }, { where });
  }
  const near = nearestName(word.toLowerCase(), SECTION_KEYS);
  const note = near === undefined ? undefined : `did you mean \`${name.replace(word, near.toUpperCase())}\`?`;
  return codexError('CML2401', { name }, { where: { ...where, note } });
}
