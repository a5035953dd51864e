// Quantifiers, of which several may follow each other: `a{2}+` is two or four or six of them.
import type { PatternNode, RepeatNode } from './pattern-node.js';
import type { PatternReader } from './pattern-reader.js';

/** More than this no repetition may ask for. */
const MOST = 100_000;

/** The atom with the quantifiers that follow it. @throws CML4113 */
export function parseQuantifiers(reader: PatternReader, atom: PatternNode, position: number): PatternNode {
  let node = atom;
  for (;;) {
    const repeat = parseQuantifier(reader, node);
    if (repeat === undefined) return node;
    if (node.kind === 'place' || node.kind === 'look') {
      throw reader.malformed('what is repeated takes no character', position);
    }
    node = repeat;
  }
}

function parseQuantifier(reader: PatternReader, body: PatternNode): RepeatNode | undefined {
  const position = reader.at;
  const sign = reader.match(/[*+?]/y)?.[0];
  if (sign !== undefined) {
    const mode = reader.take('?') ? 'lazy' : reader.take('+') ? 'possessive' : 'greedy';
    return {
      kind: 'repeat',
      body,
      min: sign === '+' ? 1 : 0,
      max: sign === '?' ? 1 : Infinity,
      mode,
      position,
    };
  }
  const found = reader.match(/\{(\d+)\}|\{(\d*),(\d*)\}/y);
  if (found === undefined) return undefined;
  const [written, exact, least, most] = found;
  // `{}` and `{,}` stand for themselves
  if (exact === undefined && least === '' && most === '') {
    reader.at -= written.length;
    return undefined;
  }
  const min = Number(exact ?? (least || 0));
  const max = exact !== undefined ? min : most === '' ? Infinity : Number(most);
  if (min > MOST || (max !== Infinity && max > MOST)) {
    throw reader.malformed(`more than ${MOST} repetitions`, position);
  }
  if (min > max) throw reader.untranslatable('an interval from more to less', position);
  // a fixed number cannot be lazy: `a{2}?` is two or none
  const mode = exact === undefined && reader.take('?') ? 'lazy' : 'greedy';
  return { kind: 'repeat', body, min, max, mode, position };
}
