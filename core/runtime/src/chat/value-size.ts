// How much work it is to write a value out, found without writing it: lists may hold one another many times over.
import { isList, isMapping, isText, type JinjaValue } from './jinja-types.js';
import type { WorkMeter } from './render-limits.js';

/** Characters that cost one unit of work. */
export const CHARACTERS_PER_UNIT = 16;

export interface WrittenSize {
  /** Values, those inside included. */
  readonly values: number;
  readonly characters: number;
  readonly depth: number;
}

/**
 * Walk a value as writing it would, spending work on the way.
 * @throws CML4353 where that is too much or it contains itself
 */
export function spendOnWriting(value: JinjaValue, meter: WorkMeter): WrittenSize {
  let values = 0;
  let characters = 0;
  let deepest = 0;
  const visit = (inner: JinjaValue, depth: number) => {
    if (depth > meter.limits.depth) throw meter.tooDeep();
    deepest = Math.max(deepest, depth);
    values++;
    const length = isText(inner) ? inner.value.length : 4;
    characters += length;
    meter.spend(1 + length / CHARACTERS_PER_UNIT);
    meter.checkLength(characters);
    if (isList(inner)) for (const item of inner.value) visit(item, depth + 1);
    else if (isMapping(inner)) {
      for (const [key, item] of inner.value) {
        characters += key.length + 4;
        meter.spend(key.length / CHARACTERS_PER_UNIT);
        visit(item, depth + 1);
      }
    }
  };
  visit(value, 0);
  return { values, characters, depth: deepest };
}

/** What holding a value costs: its length or its entries, not what they hold. */
export function spendOnHolding(value: JinjaValue, meter: WorkMeter): void {
  if (isText(value)) {
    meter.checkLength(value.value.length);
    meter.spend(value.value.length / CHARACTERS_PER_UNIT);
  } else if (isList(value)) meter.spend(value.value.length);
  else if (isMapping(value)) meter.spend(value.value.size);
}

/** Looking for one text in another; the engine may compare each place with all of it. */
export function spendOnSearch(text: string, wanted: string, meter: WorkMeter): void {
  meter.spend((text.length * (1 + wanted.length / 64)) / CHARACTERS_PER_UNIT);
}
