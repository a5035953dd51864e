// A tree of texts over UTF-16 units, for the longest of them that stands at a place.

export interface TokenTrie<T> {
  /** The first place from `from` on where one of the texts can begin, or -1. */
  next(text: string, from: number): number;
  /** The longest text that stands at the place. */
  longestAt(text: string, at: number): { readonly value: T; readonly end: number } | undefined;
}

interface Node<T> {
  children: Map<number, Node<T>> | undefined;
  value: T | undefined;
}

/** More first units than this are looked for one by one, fewer by the engine's search for each. */
const FEW = 2;

/** @param entries texts with their values; of equal texts the first counts, and an empty one never stands anywhere */
export function createTokenTrie<T>(entries: Iterable<readonly [string, T]>): TokenTrie<T> {
  const root: Node<T> = { children: new Map(), value: undefined };
  for (const [text, value] of entries) {
    let node = root;
    for (let i = 0; i < text.length; i++) {
      node.children ??= new Map();
      const unit = text.charCodeAt(i);
      let child = node.children.get(unit);
      if (child === undefined) {
        child = { children: undefined, value: undefined };
        node.children.set(unit, child);
      }
      node = child;
    }
    if (node !== root) node.value ??= value;
  }
  const firstUnits = [...root.children!.keys()];
  return {
    next: firstUnits.length <= FEW ? nextOfFew(firstUnits) : nextOfMany(firstUnits),
    longestAt: (text, at) => {
      let node: Node<T> | undefined = root;
      let value: T | undefined;
      let end = at;
      for (let i = at; i < text.length; ) {
        node = node.children?.get(text.charCodeAt(i++));
        if (node === undefined) break;
        if (node.value !== undefined) {
          value = node.value;
          end = i;
        }
      }
      return value === undefined ? undefined : { value, end };
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
