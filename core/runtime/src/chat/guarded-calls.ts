// Filters and methods of a template: what each may cost is paid before it runs, since one call can make gigabytes.
import { isList, isMapping, isText, type JinjaFunction, type JinjaValue, sameKind } from './jinja-types.js';
import { pythonCapitalize, pythonStrip, type StripSide } from './python-text.js';
import type { WorkMeter } from './render-limits.js';
import { CHARACTERS_PER_UNIT, spendOnHolding, spendOnSearch, spendOnWriting } from './value-size.js';

/** Arguments of a call by place and by name. */
export interface CallArguments {
  readonly places: readonly JinjaValue[];
  readonly names: ReadonlyMap<string, JinjaValue>;
}

/**
 * Pay for a filter.
 * @returns the result where Python's differs from the library's, else undefined
 */
export function payForFilter(
  name: string,
  operand: JinjaValue,
  args: CallArguments,
  meter: WorkMeter,
): JinjaValue | undefined {
  spendOnHolding(operand, meter);
  const argument = (place: number, key: string) => args.places[place] ?? args.names.get(key);
  const number = (place: number, key: string, fallback: number) => {
    const value = argument(place, key)?.value;
    return typeof value === 'number' ? value : fallback;
  };
  switch (name) {
    case 'tojson':
    case 'string': {
      const { values, characters, depth } = spendOnWriting(operand, meter);
      const separators = args.names.get('separators');
      const between = separators === undefined ? 4 : textLength(separators);
      const indent = Math.max(0, number(-1, 'indent', 0)) * (depth + 1);
      // Escapes take up to six characters for one.
      spendOnText(6 * characters + values * (between + indent), meter);
      if (args.names.get('sort_keys') !== undefined) spendOnSorting(operand, meter);
      return undefined;
    }
    case 'join': {
      const between = argument(0, 'separator');
      const { characters, values } = spendOnWriting(operand, meter);
      const pieces = isText(operand) ? operand.value.length : values;
      spendOnText(characters + pieces * (between === undefined ? 0 : textLength(between)), meter);
      return undefined;
    }
    case 'indent': {
      if (!isText(operand)) return undefined;
      const lines = operand.value.split('\n').length;
      spendOnText(operand.value.length + lines * Math.max(0, number(0, 'width', 4)), meter);
      return undefined;
    }
    case 'replace':
      if (isText(operand)) payForReplace(operand.value, args.places, meter);
      return undefined;
    case 'sort':
    case 'dictsort':
      spendOnSorting(operand, meter);
      return undefined;
    case 'trim': {
      if (!isText(operand)) return undefined;
      const characters = argument(0, 'chars')?.value;
      return sameKind(
        operand,
        pythonStrip(operand.value, 'strip', typeof characters === 'string' ? characters : undefined),
      );
    }
    case 'capitalize':
      return isText(operand) ? sameKind(operand, pythonCapitalize(operand.value)) : undefined;
    default:
      return undefined;
  }
}

/** A method of a text or an object that pays before it runs. */
export function guardMethod(
  name: string,
  object: JinjaValue,
  method: JinjaValue,
  meter: WorkMeter,
): JinjaValue {
  const run = method.value as JinjaFunction;
  const guarded: JinjaFunction = (args, scope) => {
    spendOnHolding(object, meter);
    if (isMapping(object) && name === 'dictsort') spendOnSorting(object, meter);
    if (isText(object)) {
      const text = object.value;
      const wanted = args[0]?.value;
      switch (name) {
        case 'replace':
          payForReplace(text, args, meter);
          break;
        case 'split':
          if (typeof wanted === 'string') spendOnSearch(text, wanted, meter);
          break;
        case 'strip':
        case 'lstrip':
        case 'rstrip':
          return sameKind(
            object,
            pythonStrip(text, name satisfies StripSide, typeof wanted === 'string' ? wanted : undefined),
          );
        case 'capitalize':
          return sameKind(object, pythonCapitalize(text));
      }
    }
    const result = run(args, scope);
    spendOnHolding(result, meter);
    return result;
  };
  return sameKind(method, guarded);
}

function payForReplace(text: string, args: readonly JinjaValue[], meter: WorkMeter): void {
  const [wanted, replacement] = args;
  if (wanted === undefined || replacement === undefined || !isText(wanted) || !isText(replacement)) return;
  spendOnSearch(text, wanted.value, meter);
  const places = text.length / Math.max(1, wanted.value.length) + 1;
  const most = text.length + places * replacement.value.length;
  // The bound is far off for long replacements of what is rare: then it is worth counting.
  spendOnText(
    most <= 1 << 16 ? most : text.length + count(text, wanted.value) * replacement.value.length,
    meter,
  );
}

function count(text: string, wanted: string): number {
  if (wanted === '') return text.length + 1;
  let places = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) places++;
  return places;
}

function spendOnText(characters: number, meter: WorkMeter): void {
  meter.checkLength(characters);
  meter.spend(characters / CHARACTERS_PER_UNIT);
}

/** Sorting compares each entry about log n times, and may write it in lower case for that. */
function spendOnSorting(value: JinjaValue, meter: WorkMeter): void {
  const { values, characters } = spendOnWriting(value, meter);
  meter.spend((values + characters / CHARACTERS_PER_UNIT) * 2 * (1 + Math.log2(values + 1)));
}

function textLength(value: JinjaValue): number {
  if (isText(value)) return value.value.length;
  return isList(value) ? value.value.reduce((sum, item) => sum + textLength(item), 0) : 0;
}
