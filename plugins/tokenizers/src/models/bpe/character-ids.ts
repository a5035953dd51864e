// Ids of single characters, with which BPE begins a piece, and of the bytes of those that have none.
import { BYTE_TOKENS } from '../vocabulary-model.js';
import type { BpeRules } from './bpe-rules.js';

export interface CharacterIds {
  /** Id of the character from unit `start` to `end` of a piece, or -1. */
  id(piece: string, start: number, end: number): number;
  /** Ids of its UTF-8 bytes; undefined without byte fallback, or where the vocabulary lacks one of them. */
  bytes(piece: string, start: number, end: number): readonly number[] | undefined;
  /** Whether a unit is a character by itself and has an id. */
  isBasic(unit: number): boolean;
}

/** @param forbidden ids that no character has */
export function createCharacterIds(
  { vocabulary, prefix, suffix, byteFallback }: BpeRules,
  forbidden?: ReadonlySet<number>,
): CharacterIds {
  const idOf = (token: string): number => {
    const id = vocabulary.ids.get(token) ?? -1;
    return forbidden?.has(id) === true ? -1 : id;
  };
  // a character in the midst of a piece has the prefix, the last one has the suffix
  const plain = prefix === '' && suffix === '';
  const basic = new Int32Array(1 << 16).fill(-1);
  for (const token of vocabulary.ids.keys()) if (token.length === 1) basic[token.charCodeAt(0)] = idOf(token);
  const byteIds = byteFallback ? BYTE_TOKENS.map(idOf) : undefined;
  const spell = (piece: string, start: number, end: number): string =>
    (start === 0 ? '' : prefix) + piece.slice(start, end) + (end === piece.length ? suffix : '');

  return {
    id: (piece, start, end) => {
      if (!plain) return idOf(spell(piece, start, end));
      return end === start + 1 ? basic[piece.charCodeAt(start)]! : idOf(piece.slice(start, end));
    },
    bytes: (piece, start, end) => {
      if (byteIds === undefined) return undefined;
      const found: number[] = [];
      for (const byte of Buffer.from(spell(piece, start, end), 'utf8')) {
        const id = byteIds[byte]!;
        if (id < 0) return undefined;
        found.push(id);
      }
      return found;
    },
    isBasic: (unit) => basic[unit]! >= 0,
  };
}
