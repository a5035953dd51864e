// The next place where one of some texts can stand, and the longest of them that does.
import { createTextTrie } from '../text-trie.js';

export interface TokenTrie<T> {
  /** The first place from `from` on where one of the texts can begin, or -1. */
  next(text: string, from: number): number;
  /** The longest text that stands at the place. */
  longestAt(text: string, at: number): { readonly value: T; readonly end: number } | undefined;
}

/** More first units than this are looked for one by one, fewer by the engine's search for each. */
const FEW = 2;

/** @param entries texts with their values; of equal texts the first counts, and an empty one never stands anywhere */
export function createTokenTrie<T>(entries: Iterable<readonly [string, T]>): TokenTrie<T> {
  const list = [...entries].filter(([text]) => text !== '');
  const trie = createTextTrie(list.map(([text], i) => [text, i]));
  const firstUnits = [...new Set(list.map(([text]) => text.charCodeAt(0)))];
  return {
    next: firstUnits.length <= FEW ? nextOfFew(firstUnits) : nextOfMany(firstUnits),
    longestAt: (text, at) => {
      let longest = -1;
      let end = at;
      for (let i = at, node = 0; i < text.length; ) {
        node = trie.child(node, text.charCodeAt(i++));
        if (node < 0) break;
        const value = trie.value(node);
        if (value < 0) continue;
        longest = value;
        end = i;
      }
      return longest < 0 ? undefined : { value: list[longest]![1], end };
    },
  };
}

function nextOfFew(units: readonly number[]): (text: string, from: number) => number {
  const characters = units.map((unit) => String.fromCharCode(unit));
  if (characters.length === 0) return () => -1;
  if (characters.length === 1) return (text, from) => text.indexOf(characters[0]!, from);
  const either = new RegExp(`[${characters.map((c) => escapeUnit(c)).join('')}]`, 'g');
  return (text, from) => {
    either.lastIndex = from;
    return either.exec(text)?.index ?? -1;
  };
}

function nextOfMany(units: readonly number[]): (text: string, from: number) => number {
  const begins = new Uint8Array(0x10000);
  for (const unit of units) begins[unit] = 1;
  return (text, from) => {
    for (let i = from; i < text.length; i++) if (begins[text.charCodeAt(i)] === 1) return i;
    return -1;
  };
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
