// Values in words, for "expected …, received …" sentences.
const LONGEST = 60;

/** A value in a few words: scalars as JSON, containers by their kind. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'object':
      return isPlainObject(value) ? 'a mapping' : `an instance of ${value.constructor?.name ?? 'a class'}`;
    case 'string': {
      const text = JSON.stringify(value);
      return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 2)}…"`;
    }
    case 'undefined':
      return 'nothing';
    case 'function':
      return 'a function';
    default:
      return String(value);
  }
}

/** Whether a value is an object made by a literal, `JSON.parse`, or without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A literal of another realm has a prototype that is not ours but ends the chain.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
