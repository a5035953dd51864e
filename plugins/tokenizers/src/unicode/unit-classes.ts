// Classes of UTF-16 units as the patterns of byte-level tokenizers tell them apart: a table for units, another for pairs of surrogates.
import { CATEGORIES, visitCategories } from './general-categories.js';

/** `\p{L}` */
export const LETTER = 1;
/** `\p{N}` */
export const NUMBER = 2;
/** `\s`, the property White_Space */
export const SPACE = 4;
/** `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`: what a word may begin with before its lower case */
export const HEAD = 8;
/** `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`: what a word goes on with */
export const TAIL = 16;
/** `[\r\n]` */
export const NEWLINE = 32;
/** The first half of a surrogate pair: `classOfPair` knows more. */
export const PAIR = 64;

const FLAGS: Readonly<Record<string, number>> = {
  Lu: LETTER | HEAD,
  Lt: LETTER | HEAD,
  Ll: LETTER | TAIL,
  Lm: LETTER | HEAD | TAIL,
  Lo: LETTER | HEAD | TAIL,
  Mn: HEAD | TAIL,
  Mc: HEAD | TAIL,
  Me: HEAD | TAIL,
  Nd: NUMBER,
  Nl: NUMBER,
  No: NUMBER,
  Zs: SPACE,
  Zl: SPACE,
  Zp: SPACE,
};
const CONTROL_SPACES = [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x85];
const FIRST_PAIR = 0x10000;
const BLOCK_BITS = 7;

export interface UnitClasses {
  /** [65536] flags of each unit; none for lone surrogates, which stand for U+FFFD. */
  readonly units: Uint8Array;
  /** Flags of the character that two surrogates make. */
  ofPair(high: number, low: number): number;
}

let known: UnitClasses | undefined;

/** The tables, made when they are first needed. */
export function unitClasses(): UnitClasses {
  known ??= createUnitClasses();
  return known;
}

function createUnitClasses(): UnitClasses {
  const flags = CATEGORIES.map((category) => FLAGS[category] ?? 0);
  const units = new Uint8Array(FIRST_PAIR);
  const astral = new Uint8Array(0x110000 - FIRST_PAIR);
  visitCategories((start, end, category) => {
    const flag = flags[category]!;
    if (start < FIRST_PAIR) units.fill(flag, start, end);
    if (end > FIRST_PAIR) astral.fill(flag, Math.max(0, start - FIRST_PAIR), end - FIRST_PAIR);
  });
  for (const unit of CONTROL_SPACES) units[unit] = SPACE;
  units[0x0a] = SPACE | NEWLINE;
  units[0x0d] = SPACE | NEWLINE;
  units.fill(PAIR, 0xd800, 0xdc00);

  const { blocks, data } = shareBlocks(astral);
  const ofPair = (high: number, low: number): number => {
    const at = ((high & 0x3ff) << 10) | (low & 0x3ff);
    return data[(blocks[at >> BLOCK_BITS]! << BLOCK_BITS) | (at & ((1 << BLOCK_BITS) - 1))]!;
  };
  return { units, ofPair };
}

/** Keep blocks that are equal once: most of the million characters are alike. */
function shareBlocks(flags: Uint8Array): { readonly blocks: Uint16Array; readonly data: Uint8Array } {
  const size = 1 << BLOCK_BITS;
  const blocks = new Uint16Array(flags.length / size);
  const data: number[] = [];
  const seen = new Map<string, number>();
  for (let i = 0; i < blocks.length; i++) {
    const block = flags.subarray(i * size, (i + 1) * size);
    const key = block.join();
    let at = seen.get(key);
    if (at === undefined) {
      at = seen.size;
      seen.set(key, at);
      data.push(...block);
    }
    blocks[i] = at;
  }
  return { blocks, data: Uint8Array.from(data) };
}
