// Cuts the nodes of a turn into parts that threads compute side by side: a batch's rows, or the rows of a result. Each number is
// computed as without parts, so that results do not depend on how many there are. Decides by shapes alone, runs nothing.
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { operatorFlops } from '../profile/operator-flops.js';
import { rootOf } from './root-of.js';

/** How a node is cut along the first axis of its result. */
export interface Cut {
  /** Of each input whether it is cut along its first axis too. The others are read as a whole. */
  readonly along: readonly boolean[];
  /** Pieces of equal size that parts are made of. It divides the first axis of the result and of each input that is cut. */
  readonly grain: number;
}

/** Nodes that are computed at the same time. */
export interface TurnGroup {
  readonly nodes: readonly Node[];
  /** Undefined where they are computed as a whole. */
  readonly cutting: Cutting | undefined;
}

export interface Cutting {
  readonly parts: number;
  readonly cuts: ReadonlyMap<Node, Cut>;
}

/** Products below which a turn is not worth waking another thread, in floating-point operations. */
const SMALLEST_TURN = 4e6;
/** The share of a turn's products that must be cut. */
const MOST_OF_THEM = 0.75;
/** The share of the threads that must have something to do. */
const BUSY = 0.6;
/** How much more than its share the largest part may have. */
const IMBALANCE = 1.15;
/**
 * The fewest rows of a part. Each part rearranges the whole second matrix, which takes the longer the less of it the processor has at
 * hand; and for a handful of rows another way of multiplying may be chosen, with other rounding.
 */
const FEWEST_ROWS = { near: 32, far: 192 } as const;
/** Elements of a matrix that one processor has at hand. */
const NEAR = 262_144;

/**
 * Groups in the order in which they are computed.
 * @param nodes of one turn, in an order in which they can be computed
 * @param threads that may compute
 * @returns undefined where cutting does not pay
 */
export function splitTurn(nodes: readonly Node[], threads: number): readonly TurnGroup[] | undefined {
  const all = sumOfFlops(nodes);
  if (threads === 1 || all < SMALLEST_TURN) return undefined;
  for (let parts = threads; parts > 1 && parts >= BUSY * threads; parts--) {
    const cuts = findCuts(nodes, parts);
    if (sumOfFlops([...cuts.keys()]) >= MOST_OF_THEM * all) return groupByLevels(nodes, { parts, cuts });
  }
  return undefined;
}

function groupByLevels(nodes: readonly Node[], cutting: Cutting): TurnGroup[] {
  const levels = findLevels(nodes, cutting.cuts);
  const groups = new Map<number, Node[]>();
  for (const node of nodes) {
    const level = levels.get(node)!;
    const known = groups.get(level);
    if (known === undefined) groups.set(level, [node]);
    else known.push(node);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([level, group]) => ({ nodes: group, cutting: level % 2 === 0 ? cutting : undefined }));
}

function sumOfFlops(nodes: readonly Node[]): number {
  return nodes.reduce(
    (sum, { op, inputs, outputs }) =>
      sum +
      (operatorFlops(
        op,
        inputs.map(({ shape }) => shape),
        outputs.map(({ shape }) => shape),
      ) ?? 0),
    0,
  );
}

/** Even levels for nodes that are cut, odd ones for others. A group waits for all of the groups before. */
function findLevels(nodes: readonly Node[], cuts: ReadonlyMap<Node, Cut>): ReadonlyMap<Node, number> {
  const levels = new Map<Node, number>();
  for (const node of nodes) {
    const cut = cuts.get(node);
    const parity = cut === undefined ? 1 : 0;
    const level = node.inputs.reduce((highest, input, i) => {
      const made = makerOf(input);
      const before = made === undefined ? undefined : levels.get(made);
      if (before === undefined) return highest;
      // A part goes on with its own numbers, and one thread with all that it made.
      const goesOn = before % 2 === parity && (cut === undefined || cut.along[i]);
      return Math.max(highest, goesOn ? before : before + (before % 2 === parity ? 2 : 1));
    }, parity);
    levels.set(node, level);
  }
  return levels;
}

function makerOf(value: Value): Node | undefined {
  const { source } = rootOf(value);
  return source.kind === 'node' ? source.node : undefined;
}

/** Nodes that hand each other their parts are cut into the same pieces, or not at all. */
function findCuts(nodes: readonly Node[], parts: number): ReadonlyMap<Node, Cut> {
  const alongs = new Map<Node, readonly boolean[]>();
  for (const node of nodes) {
    const along = findAlong(node);
    if (along !== undefined) alongs.set(node, along);
  }
  const chains = new Map<Node, Set<Node>>();
  for (const [node, along] of alongs) {
    const chain = new Set([node]);
    node.inputs.forEach((input, i) => {
      const made = along[i] ? makerOf(input) : undefined;
      for (const other of (made && chains.get(made)) ?? []) chain.add(other);
    });
    for (const member of chain) chains.set(member, chain);
  }
  const cuts = new Map<Node, Cut>();
  for (const chain of new Set(chains.values())) {
    const grain = [...chain].map((node) => grainOf(node, alongs.get(node)!)).reduce(greatestDivisor);
    const largest = Math.ceil(grain / parts);
    if (largest * parts > IMBALANCE * grain) continue;
    const share = Math.floor(grain / parts) / grain;
    if ([...chain].some((node) => hasFewRows(node, share))) continue;
    for (const node of chain) cuts.set(node, { along: alongs.get(node)!, grain });
  }
  return cuts;
}

function grainOf({ inputs, outputs }: Node, along: readonly boolean[]): number {
  const cut = [outputs[0]!, ...inputs.filter((_, i) => along[i])];
  return cut.map(({ shape }) => shape[0]!).reduce(greatestDivisor);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** Of a product of two matrices, whose rows are what is cut. */
function hasFewRows({ op, inputs, outputs }: Node, share: number): boolean {
  const { shape } = outputs[0]!;
  if (!PRODUCTS.has(op) || shape.length !== 2) return false;
  const near = sizeOfShape(inputs[1]!.shape) <= NEAR;
  return shape[0]! * share < FEWEST_ROWS[near ? 'near' : 'far'];
}

const PRODUCTS: ReadonlySet<string> = new Set(['MatMul', 'FusedMatMul']);
const ELEMENTWISE: ReadonlySet<string> = new Set(
  'Add Sub Mul Div Max Min Neg Abs Exp Log Sqrt Reciprocal Erf Tanh Sigmoid Relu Cast Not'.split(' '),
);
const PRODUCT_ATTRIBUTES: ReadonlySet<string> = new Set(['transA', 'transB', 'alpha']);

/** Of each input whether it is cut when the result is; undefined for nodes that cannot be cut. */
function findAlong(node: Node): readonly boolean[] | undefined {
  const { op, outputs, attributes } = node;
  const { shape } = outputs[0]!;
  if (outputs.length !== 1 || shape.length < 2 || shape[0]! < 2) return undefined;
  if (PRODUCTS.has(op)) return alongProduct(node);
  if (op === 'Transpose') return (attributes['perm'] as readonly number[])[0] === 0 ? [true] : undefined;
  return ELEMENTWISE.has(op) && node.domain === '' ? alongElements(node) : undefined;
}

function alongProduct({ inputs, outputs, attributes }: Node): readonly boolean[] | undefined {
  const [a, b] = inputs as [Value, Value];
  const { shape } = outputs[0]!;
  if (Object.keys(attributes).some((name) => !PRODUCT_ATTRIBUTES.has(name))) return undefined;
  if (a.shape.length !== shape.length || a.shape.at(0) !== shape[0]) return undefined;
  const oneMatrix = sizeOfShape(b.shape) === b.shape.at(-1)! * b.shape.at(-2)!;
  // The rows of a product are those of a transposed first matrix's columns, which lie apart.
  if (oneMatrix) return attributes['transA'] === 1 && shape.length === 2 ? undefined : [true, false];
  return b.shape.length === shape.length && b.shape[0] === shape[0] && shape.length > 2
    ? [true, true]
    : undefined;
}

function alongElements({ inputs, outputs }: Node): readonly boolean[] | undefined {
  const { shape } = outputs[0]!;
  const along = inputs.map((input) => {
    if (sizeOfShape(input.shape) === sizeOfShape(shape))
      return input.shape.length === shape.length ? true : undefined;
    return input.shape.length < shape.length || input.shape[0] === 1 ? false : undefined;
  });
  return along.includes(undefined) ? undefined : (along as boolean[]);
}
