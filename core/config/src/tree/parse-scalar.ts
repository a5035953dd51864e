// Text to a value, for overrides and environment variables: YAML's scalar rules, and flow collections where a bracket,
// brace or quote opens. Anything else is text as it stands, so that `a: b`, `*.txt` and `#1` need no quoting.
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import { parse } from 'yaml';
import { parseYaml } from '../source/parse-yaml.js';
import { type Place, type Source, whereOf } from '../source/place.js';
import { type ConfigNode, scalarNode } from './config-node.js';

/** The typed value of unquoted text: null, boolean, finite number, or the text. */
export function parseScalar(text: string): string | number | boolean | null {
  // Only what can be null, a boolean or a number goes to the parser.
  if (!/^(~|[-+.\w]+)$/.test(text)) return text;
  try {
    const value: unknown = parse(text);
    const isScalar = value === null || typeof value === 'boolean' || Number.isFinite(value);
    return isScalar ? (value as number | boolean | null) : text;
  } catch {
    return text;
  }
}

/**
 * The value of an override, as a node at `place`; undefined after an error was added.
 * @param path what the value is for, named in errors
 */
export function parseValue(
  text: string,
  place: Place,
  path: string,
  errors: CodexError[],
): ConfigNode | undefined {
  const trimmed = text.trim();
  if (!/^[[{"']/.test(trimmed)) return scalarNode(parseScalar(trimmed), place);
  const found: CodexError[] = [];
  const source: Source = { ...place.source, text: trimmed };
  const node = parseYaml(source, found);
  if (node !== undefined) return relocate(node, place, trimmed);
  const message = found[0]?.title.replace(/^not valid YAML: /, '') ?? 'it cannot be read';
  errors.push(codexError('CML2302', { path, message }, { where: whereOf(place) }));
  return undefined;
}

/** Moves the places of a value parsed on its own to where it stands in the override's one line. */
function relocate(node: ConfigNode, place: Place, text: string): ConfigNode {
  const start = place.source.text?.indexOf(text, (place.column ?? 1) - 1) ?? -1;
  const move = (from: Place): Place =>
    start < 0 || from.column === undefined
      ? place
      : { source: place.source, line: 1, column: start + from.column, length: from.length };
  const visit = (current: ConfigNode): ConfigNode => {
    if (current.type === 'list') {
      return { ...current, place: move(current.place), items: current.items.map(visit) };
    }
    if (current.type === 'map') {
      const entries = [...current.entries].map(
        ([key, entry]) => [key, { keyPlace: move(entry.keyPlace), value: visit(entry.value) }] as const,
      );
      return { ...current, place: move(current.place), entries: new Map(entries) };
    }
    return { ...current, place: move(current.place) };
  };
  return visit(node);
}
