// Where every value of a plan lies: in the buffer of a variable, in an arena that is used over and over, or in a block of its own.
import type { Variable } from '@codex-ml/plugin-api';
import { type Node, sizeOfShape, type Value, type ValueType } from '../graph/value.js';
import { SCATTER_ADD } from '../rewrite/simplify.js';
import { type Interval, planArena } from './plan-arena.js';
import type { Step, StepPlan } from './plan-steps.js';
import { rootOf } from './root-of.js';
import { mayWriteOver } from './writes-over.js';

export type Place =
  /** The present values of a variable. */
  | { readonly at: 'current'; readonly variable: Variable }
  /** The buffer for its next values; the buffers change roles after the run. */
  | { readonly at: 'spare'; readonly variable: Variable }
  /** Offset in the arena. */
  | { readonly at: 'arena'; readonly offset: number }
  /** Feeds and constants: a block of its own. */
  | { readonly at: 'own' };

export interface Placement {
  readonly places: ReadonlyMap<Value, Place>;
  readonly arenaBytes: number;
  /** Pieces of so many bytes each may lie apart; the last may be smaller. */
  readonly arenaPiece: number;
  /** Variables whose new values are at `spare`. */
  readonly swapped: readonly Variable[];
  /** Variables that become the value of another place. */
  readonly copied: ReadonlyMap<Variable, Value>;
}

export const BYTES: Readonly<Record<ValueType, number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  bool: 1,
};

export function bytesOfValue({ dtype, shape }: Value): number {
  return sizeOfShape(shape) * BYTES[dtype];
}

/** @param state the variable behind each input */
export function placeValues(
  { steps, stored, sources }: StepPlan,
  state: ReadonlyMap<Value, Variable>,
  updates: ReadonlyMap<Variable, Value>,
  outputs: readonly Value[],
): Placement {
  const places = new Map<Value, Place>();
  for (const root of sources) {
    const variable = state.get(root);
    places.set(root, variable === undefined ? { at: 'own' } : { at: 'current', variable });
  }
  const sourceOf = new Map([...state].map(([value, variable]) => [variable, value]));
  // Old values that are asked for, or that become another variable's, must outlive the run.
  const wanted = new Set(outputs.map(rootOf));
  for (const [variable, value] of updates) {
    const root = rootOf(value);
    if (state.get(root) !== variable) wanted.add(root);
  }
  const nodes = steps.flatMap(nodesOf);
  const swapped: Variable[] = [];
  const copied = new Map<Variable, Value>();
  for (const [variable, value] of updates) {
    const root = rootOf(value);
    if (root === sourceOf.get(variable)) continue;
    if (!stored.has(root) || places.has(root)) {
      copied.set(variable, root);
      continue;
    }
    const before = sourceOf.get(variable);
    const inPlace =
      before === undefined ||
      (!wanted.has(before) && (mayWriteOver(root, before, nodes) || mayReplace(steps, before, root)));
    places.set(root, { at: inPlace ? 'current' : 'spare', variable });
    if (!inPlace) swapped.push(variable);
  }
  const merged = mergeScattered(steps, stored, places);
  const intervals = new Map<Value, Interval>();
  for (const [root, { first, last }] of stored) {
    if (places.has(root)) continue;
    const holder = merged.get(root) ?? root;
    const known = intervals.get(holder);
    intervals.set(holder, {
      first: Math.min(first, known?.first ?? first),
      last: Math.max(last, known?.last ?? last),
      bytes: bytesOfValue(root),
    });
  }
  const { offsets, bytes, piece } = planArena(intervals);
  for (const root of stored.keys()) {
    if (places.has(root)) continue;
    places.set(root, { at: 'arena', offset: offsets.get(merged.get(root) ?? root)! });
  }
  return { places, arenaBytes: bytes, arenaPiece: piece, swapped, copied };
}

/** Whether new values may be written over the old ones: element by element, when nothing else reads the old ones any more. */
function mayReplace(steps: readonly Step[], before: Value, root: Value): boolean {
  const writer = steps.findIndex((step) => step.kind === 'loops' && step.region.makes.has(root));
  const step = steps[writer];
  if (step?.kind !== 'loops') return false;
  const readLater = steps.some((other, place) => place > writer && readsOf(other).includes(before));
  const { nodes } = step.region;
  const onePass = nodes.every(({ role }) => role === 'elementwise' || role === 'columns' || role === 'all');
  const full = nodes.every(({ operands }) =>
    operands.every(({ value, access }) => rootOf(value) !== before || access.kind === 'full'),
  );
  // A group of old elements is loaded once, where it is first read.
  const firstRead = nodes.findIndex(({ operands }) => operands.some(({ value }) => rootOf(value) === before));
  const written = nodes.findIndex(({ node }) => node.outputs[0] === root);
  return !readLater && onePass && full && firstRead <= written;
}

function nodesOf(step: Step): readonly Node[] {
  if (step.kind === 'loops') return step.region.nodes.map(({ node }) => node);
  return step.kind === 'single' ? [step.node] : step.nodes;
}

function readsOf(step: Step): readonly Value[] {
  if (step.kind === 'loops') return [...step.region.reads];
  if (step.kind === 'onnx') return step.inputs.map(rootOf);
  return nodesOf(step).flatMap(({ inputs }) => inputs.map(rootOf));
}

/** Results of scattering lie where their base was, if that is not needed any more. */
function mergeScattered(
  steps: readonly Step[],
  stored: StepPlan['stored'],
  places: ReadonlyMap<Value, Place>,
): ReadonlyMap<Value, Value> {
  const merged = new Map<Value, Value>();
  steps.forEach((step, place) => {
    if (step.kind !== 'single' || step.node.op !== SCATTER_ADD) return;
    const base = rootOf(step.node.inputs[0]!);
    const result = step.node.outputs[0]!;
    if (places.has(base) || places.has(result) || stored.get(base)?.last !== place) return;
    merged.set(result, merged.get(base) ?? base);
  });
  return merged;
}
