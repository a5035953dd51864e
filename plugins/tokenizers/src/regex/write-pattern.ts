// Writing a tree as the source of a JavaScript regular expression with flag `u`.
import { intersect, writeSet } from './code-point-set.js';
import type { PatternNode, RepeatNode } from './pattern-node.js';
import type { PatternReader } from './pattern-reader.js';

interface State {
  readonly reader: PatternReader;
  /** Number of groups that have been given a name. */
  groups: number;
}

/** @param reader for the errors of what cannot be written. @throws CML4112 */
export function writePattern(tree: PatternNode, reader: PatternReader): string {
  return write(tree, { reader, groups: 0 }, { behind: false, last: true });
}

interface Context {
  /** Whether the engine goes backwards here. */
  readonly behind: boolean;
  /** Whether nothing of the whole pattern follows, so that nothing can make it try again. */
  readonly last: boolean;
  /** What follows directly, where that is known. */
  readonly next?: PatternNode | undefined;
}

function write(node: PatternNode, state: State, context: Context): string {
  switch (node.kind) {
    case 'set':
      return node.set.length === 0 ? '(?!)' : writeSet(node.set);
    case 'place':
      return node.source;
    case 'sequence':
      return node.items
        .map((item, i) => {
          const last = i === node.items.length - 1;
          const source = write(item, state, {
            behind: context.behind,
            last: last && context.last,
            next: last ? context.next : node.items[i + 1],
          });
          return item.kind === 'choice' ? `(?:${source})` : source;
        })
        .join('');
    case 'choice':
      return node.options.map((option) => write(option, state, context)).join('|');
    case 'look': {
      const opening = `(?${node.behind ? '<' : ''}${node.negative ? '!' : '='}`;
      return `${opening}${write(node.body, state, { behind: node.behind, last: true })})`;
    }
    case 'atomic':
      return writeAtomic(write(node.body, state, INSIDE(context)), node.position, state, context);
    case 'repeat':
      return writeRepeat(node, state, context);
  }
}

const INSIDE = ({ behind }: Context): Context => ({ behind, last: false });

function writeRepeat(node: RepeatNode, state: State, context: Context): string {
  const { body, min, max, mode, position } = node;
  const inner = write(body, state, INSIDE(context));
  const operand = body.kind === 'set' ? inner : `(?:${inner})`;
  const greedy = `${operand}${writeCount(min, max)}`;
  if (mode === 'lazy') return `${greedy}?`;
  if (mode === 'greedy' || (!context.behind && neverGivesBack(node, context))) return greedy;
  return writeAtomic(greedy, position, state, context);
}

function writeCount(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** Whether giving characters back could not make the rest match: nothing follows, or a character that was not among them. */
function neverGivesBack({ body }: RepeatNode, { last, next }: Context): boolean {
  if (body.kind !== 'set') return false;
  if (last) return true;
  const following = next?.kind === 'repeat' && next.min > 0 ? next.body : next;
  return following?.kind === 'set' && intersect(body.set, following.set).length === 0;
}

/** A lookahead keeps what it found: `(?=(?<a1>…))\k<a1>`. Looking backwards it would be read from the wrong end. */
function writeAtomic(inner: string, position: number, state: State, { behind }: Context): string {
  if (behind) throw state.reader.untranslatable('an atomic or possessive part of a look behind', position);
  const name = `a${++state.groups}`;
  return `(?=(?<${name}>${inner}))\\k<${name}>`;
}
