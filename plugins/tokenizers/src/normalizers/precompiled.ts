// The normalizer that SentencePiece models carry with them: a map of characters, looked up per grapheme and then per character.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import { readString } from '../pipeline/json-fields.js';
import { type CharacterMap, readCharacterMap } from './character-map.js';
import { createRewriter } from './rewriter.js';
import { splitGraphemes } from './split-graphemes.js';

/** Graphemes with fewer bytes of UTF-8 than this are looked up whole. */
const LONG_GRAPHEME = 6;

/** @throws CML4110, CML4114 */
export function createPrecompiled(json: JsonObject, path: string): Normalizer {
  const place = `${path}.precompiled_charsmap`;
  const lookUp = remember(readCharacterMap(readString(json, 'precompiled_charsmap', path), place));
  return (input) => {
    const changes = normalizeGraphemes(input.text, lookUp);
    return changes === undefined ? input : write(input, changes);
  };
}

interface Changes {
  readonly characters: string[];
  /** How each relates to the source: see `Rewriter.write`. */
  readonly changes: number[];
}

type LookUp = (text: string) => string | undefined;

function normalizeGraphemes(text: string, lookUp: LookUp): Changes | undefined {
  const out: Changes = { characters: [], changes: [] };
  let modified = false;
  const replaceIn = (part: string): boolean => {
    const replacement = lookUp(part);
    if (replacement === undefined) return false;
    modified = true;
    replace(out, countCharacters(part), replacement);
    return true;
  };
  splitGraphemes(text, (grapheme) => {
    const isOne = grapheme.length === 1;
    if (!isOne && isShort(grapheme) && replaceIn(grapheme)) return;
    for (const character of isOne ? [grapheme] : grapheme) {
      if (replaceIn(character)) continue;
      out.characters.push(character);
      out.changes.push(0);
    }
  });
  return modified ? out : undefined;
}

/** The last of what is added is new; what is too much is gone behind the last character that was written, even of another part. */
function replace({ characters, changes }: Changes, removed: number, replacement: string): void {
  let added = 0;
  for (const character of replacement) {
    characters.push(character);
    changes.push(0);
    added++;
  }
  const last = changes.length - 1;
  for (let i = 0; i < added - removed; i++) changes[last - i] = 1;
  if (added < removed && last >= 0) changes[last]! += added - removed;
}

function write(input: AlignedText, { characters, changes }: Changes): AlignedText {
  if (input.starts === undefined) return { text: characters.join(''), starts: undefined, ends: undefined };
  const rewriter = createRewriter(input);
  for (const [i, character] of characters.entries()) rewriter.write(character, changes[i]!);
  return rewriter.finish();
}

function isShort(grapheme: string): boolean {
  return grapheme.length < LONG_GRAPHEME && Buffer.byteLength(grapheme) < LONG_GRAPHEME;
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

const MOST_REMEMBERED = 50_000;

function remember(map: CharacterMap): LookUp {
  const encoder = new TextEncoder();
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const replacement = map.shortest(encoder.encode(text));
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, replacement);
    return replacement;
  };
}
