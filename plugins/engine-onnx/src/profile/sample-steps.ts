// Of the steps of a plan those that differ, and places for their values alone: a program's layers are alike, and what one of them
// takes all do.
import type { Node, Value } from '../graph/value.js';
import { bytesOfValue, type Placement } from '../stages/place-values.js';
import { type Interval, planArena } from '../stages/plan-arena.js';
import type { Step } from '../stages/plan-steps.js';
import { rootOf } from '../stages/root-of.js';

export interface StepSample {
  readonly step: Step;
  /** Places in the plan of the steps that are like it, its own among them. */
  readonly places: readonly number[];
}

/** The first of each kind, in order. */
export function sampleSteps(steps: readonly Step[]): StepSample[] {
  const samples = new Map<string, { readonly step: Step; readonly places: number[] }>();
  steps.forEach((step, place) => {
    const key = describeStep(step);
    const known = samples.get(key);
    if (known === undefined) samples.set(key, { step, places: [place] });
    else known.places.push(place);
  });
  return [...samples.values()];
}

/** Operators, shapes and accesses: all that the time of a step depends on. */
export function describeStep(step: Step): string {
  if ('region' in step) {
    const { space, nodes } = step.region;
    const parts = nodes.map(
      ({ node, role, operands }) => `${node.op} ${role} ${operands.map(({ access }) => access.kind).join()}`,
    );
    return [`loops ${space.rows}x${space.width}`, ...parts, `writes ${step.outputs.length}`].join(';');
  }
  return `${step.kind};${nodesOf(step).map(describeNode).join(';')}`;
}

function describeNode({ op, attributes, inputs, outputs }: Node): string {
  const shapes = (values: readonly Value[]) => values.map(({ shape }) => shape.join('x')).join();
  return `${op} ${JSON.stringify(attributes)} (${shapes(inputs)}) ${shapes(outputs)}`;
}

/** Roots of what a step reads. */
export function readsOf(step: Step): readonly Value[] {
  if ('region' in step) return [...step.region.reads];
  return ('inputs' in step ? step.inputs : nodesOf(step).flatMap(({ inputs }) => inputs)).map(rootOf);
}

function writesOf(step: Step): readonly Value[] {
  return 'outputs' in step ? step.outputs : nodesOf(step).flatMap(({ outputs }) => outputs);
}

function nodesOf(step: Exclude<Step, { readonly kind: 'loops' }>): readonly Node[] {
  return 'nodes' in step ? step.nodes : [step.node];
}

/**
 * Places for the values of these steps, variables among them, in an arena of their own. What shares a buffer in the program does
 * here too. Constants are left out.
 */
export function placeSamples(samples: readonly StepSample[], real: Placement): Placement {
  const holders = new Map<unknown, Value>();
  const holderOf = new Map<Value, Value>();
  const intervals = new Map<Value, Interval>();
  samples.forEach(({ step }, time) => {
    for (const root of [...readsOf(step), ...writesOf(step)]) {
      if (root.source.kind === 'constant') continue;
      const buffer = bufferOf(root, real, time);
      const holder = holderOf.get(root) ?? holders.get(buffer) ?? root;
      holders.set(buffer, holder);
      holderOf.set(root, holder);
      const known = intervals.get(holder);
      intervals.set(holder, {
        first: known?.first ?? time,
        last: time,
        bytes: Math.max(known?.bytes ?? 0, bytesOfValue(root)),
      });
    }
  });
  const { offsets, bytes, piece } = planArena(intervals);
  const places: Placement['places'] = new Map(
    [...holderOf].map(([root, holder]) => [root, { at: 'arena', offset: offsets.get(holder)! }]),
  );
  return { places, arenaBytes: bytes, arenaPiece: piece, swapped: [], copied: new Map() };
}

/** Equal for values that lie at the same place during a step. */
function bufferOf(root: Value, { places }: Placement, time: number): unknown {
  const place = places.get(root);
  switch (place?.at) {
    case 'current':
      return place.variable;
    case 'arena':
      return `${time}:${place.offset}`;
    default:
      return root;
  }
}
