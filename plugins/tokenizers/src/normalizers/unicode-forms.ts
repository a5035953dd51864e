// The four Unicode normalization forms, as version 9 has them, with the places of characters that are put together, taken apart and
// put in order. Algorithms of Unicode Standard Annex 15 and section 3.11 of the standard.
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import { combiningClass, hasLater, isLater } from '../unicode/combining-classes.js';
import { createRewriter } from './rewriter.js';

export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** A character and how it relates to the source: see `Rewriter.write`. */
interface Change {
  readonly point: number;
  readonly change: number;
}

interface Decomposed extends Change {
  readonly combining: number;
}

export function createUnicodeNormalizer(form: UnicodeForm): Normalizer {
  const decompose = createDecomposition(form === 'NFC' || form === 'NFD' ? 'NFD' : 'NFKD');
  const composes = form === 'NFC' || form === 'NFKC';
  return (input) => {
    const { text, starts } = input;
    if (!BEYOND_ASCII.test(text)) return input;
    if (!hasLater(text)) {
      const done = text.normalize(form);
      if (done === text) return input;
      if (starts === undefined) return { text: done, starts: undefined, ends: undefined };
    }
    return rewrite(input, (region) => (composes ? recompose(decompose(region)) : decompose(region)));
  };
}

const BEYOND_ASCII = /[^\0-\x7f]/;
/** What can change: everything beyond ASCII, with the one character before that it may be put together with. */
const REGIONS = /[\0-\x7f]?[^\0-\x7f]+/g;

function rewrite(input: AlignedText, change: (region: string) => readonly Change[]): AlignedText {
  const rewriter = createRewriter(input);
  let done = 0;
  for (const { 0: region, index } of input.text.matchAll(REGIONS)) {
    rewriter.copy(done, index);
    for (const item of change(region)) rewriter.write(String.fromCodePoint(item.point), item.change);
    done = index + region.length;
  }
  rewriter.copy(done, input.text.length);
  return rewriter.finish();
}

function createDecomposition(form: 'NFD' | 'NFKD'): (region: string) => readonly Decomposed[] {
  const cache = new Map<string, readonly Decomposed[]>();
  const decomposeOne = (character: string): readonly Decomposed[] => {
    const known = cache.get(character);
    if (known !== undefined) return known;
    const whole = isLater(character.codePointAt(0)!) ? character : character.normalize(form);
    const parts = Array.from(whole, (part, i) => {
      const point = part.codePointAt(0)!;
      return { point, change: i === 0 ? 0 : 1, combining: combiningClass(point) };
    });
    cache.set(character, parts);
    return parts;
  };
  return (region) => {
    const out: Decomposed[] = [];
    // marks since the last character of class 0, which are put in order of their classes
    let pending = 0;
    const settle = (): void => {
      if (out.length - pending > 1) {
        out.splice(pending, out.length, ...out.slice(pending).sort((a, b) => a.combining - b.combining));
      }
    };
    for (const character of region) {
      for (const part of decomposeOne(character)) {
        if (part.combining === 0) {
          settle();
          out.push(part);
          pending = out.length;
        } else {
          out.push(part);
        }
      }
    }
    settle();
    return out;
  };
}

function recompose(parts: readonly Decomposed[]): readonly Change[] {
  const out: Change[] = [];
  let starter: Change | undefined;
  let marks: Change[] = [];
  let lastClass: number | undefined;
  const flush = (): void => {
    if (starter !== undefined) out.push(starter);
    for (const mark of marks) out.push(mark);
    marks = [];
    lastClass = undefined;
  };
  for (const { point, change, combining } of parts) {
    if (starter === undefined) {
      if (combining === 0) starter = { point, change };
      else out.push({ point, change });
      continue;
    }
    const blocked = lastClass !== undefined && lastClass >= combining;
    const composed: number | undefined = blocked ? undefined : compose(starter.point, point);
    if (composed !== undefined) {
      starter = { point: composed, change: starter.change + change - 1 };
    } else if (combining === 0) {
      flush();
      starter = { point, change };
    } else {
      marks.push({ point, change });
      lastClass = combining;
    }
  }
  flush();
  return out;
}

const compositions = new Map<number, number>();

/** The character that two make together, or undefined. */
function compose(first: number, second: number): number | undefined {
  const key = first * 0x110000 + second;
  const known = compositions.get(key);
  if (known !== undefined) return known < 0 ? undefined : known;
  const together = String.fromCodePoint(first, second).normalize('NFC');
  const point = together.codePointAt(0)!;
  const isOne = together.length === (point >= 0x10000 ? 2 : 1) && !isLater(point);
  compositions.set(key, isOne ? point : -1);
  return isOne ? point : undefined;
}
