// Characters that stand in for those of messages at which special tokens begin or end, so that a rendering tells which of them the
// template wrote. They are private-use characters that occur nowhere else in it.
import { codexError } from '@codex-ml/plugin-api';
import { mapTexts } from './conversation.js';

const PRIVATE = /[\ue000-\uf8ff]/g;
/** As JSON writes characters that are not ASCII. */
const ESCAPED = /\\u([ef][0-9a-f]{3})/gi;
const [FIRST, LAST] = [0xe000, 0xf8ff];

/**
 * Private-use characters that occur in none of the values, not even escaped.
 * @throws CML4362 where there are too few
 */
export function unusedCharacters(count: number, values: readonly unknown[]): string[] {
  const used = new Set<number>();
  mapTexts(values, (text) => {
    for (const [character] of text.matchAll(PRIVATE)) used.add(character.charCodeAt(0));
    for (const [, hex] of text.matchAll(ESCAPED)) used.add(Number.parseInt(hex!, 16));
    return text;
  });
  const free: string[] = [];
  for (let code = FIRST; code <= LAST && free.length < count; code++) {
    if (!used.has(code)) free.push(String.fromCharCode(code));
  }
  if (free.length < count) throw codexError('CML4362', {});
  return free;
}

/** First and last characters of special tokens; white space is left out, since templates trim it. */
export function edgeCharacters(specials: Iterable<string>): ReadonlySet<string> {
  const edges = new Set<string>();
  for (const special of specials) {
    const characters = Array.from(special.trim());
    if (characters.length > 0) edges.add(characters[0]!).add(characters.at(-1)!);
  }
  return edges;
}

/**
 * What a template may look for in messages, such as `<think>`: literals that can neither be nor begin a special token. Messages
 * keep them as they are.
 */
export function harmlessLiterals(
  literals: Iterable<string>,
  edges: ReadonlySet<string>,
  specials: readonly string[],
): string[] {
  return [...literals].filter((literal) => {
    if (!Array.from(literal).some((character) => edges.has(character))) return false;
    return !specials.some((special) => {
      if (literal.includes(special) || special.includes(literal)) return true;
      for (let length = Math.min(literal.length, special.length - 1); length > 0; length--) {
        if (literal.endsWith(special.slice(0, length))) return true;
      }
      return false;
    });
  });
}

/** A function that puts stand-ins into texts, except inside `kept`. */
export function replacer(
  standIns: ReadonlyMap<string, string>,
  kept: readonly string[],
): (text: string) => string {
  const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
  const alternatives = [...kept]
    .sort((a, b) => b.length - a.length)
    .concat([...standIns.keys()])
    .map(escaped);
  const pattern = new RegExp(alternatives.join('|'), 'gu');
  return (text) => text.replaceAll(pattern, (found) => standIns.get(found) ?? found);
}

export interface Restored {
  readonly text: string;
  /** Places in `text` where a character was stood in for, ascending. */
  readonly places: readonly number[];
  /** Places of the marks in `text`, by mark, ascending. */
  readonly marks: ReadonlyMap<string, readonly number[]>;
}

/** Put the characters back and take the marks out. */
export function restore(
  rendered: string,
  standIns: ReadonlyMap<string, string>,
  marks: readonly string[],
): Restored {
  const originals = new Map<string, string>();
  const taken = new Map<string, number[]>(marks.map((mark) => [mark, []]));
  const codes: string[] = [];
  for (const [character, standIn] of [...standIns, ...marks.map((mark) => ['', mark] as const)]) {
    const escaped = `\\u${standIn.charCodeAt(0).toString(16)}`;
    originals.set(standIn, character).set(escaped, character);
    codes.push(standIn, `\\${escaped}`);
  }
  const places: number[] = [];
  const parts: string[] = [];
  let length = 0;
  let from = 0;
  if (codes.length === 0) return { text: rendered, places, marks: taken };
  for (const { 0: found, index } of rendered.matchAll(new RegExp(codes.join('|'), 'g'))) {
    const before = rendered.slice(from, index);
    const original = originals.get(found)!;
    parts.push(before, original);
    length += before.length;
    if (original === '') taken.get(found)?.push(length);
    else places.push(length);
    length += original.length;
    from = index + found.length;
  }
  parts.push(rendered.slice(from));
  return { text: parts.join(''), places, marks: taken };
}
