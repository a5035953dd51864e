// A graph as steps that are run one after the other, with the values that pass between them.
import { findLiveParts } from '../graph/live-values.js';
import { uniformValue } from '../graph/operators.js';
import type { Node, Value } from '../graph/value.js';
import { type LoopRegion, RegionBuilder } from '../loops/loop-region.js';
import { findNodeSpace } from '../loops/node-space.js';
import { findRowProduct } from '../loops/products/find-row-product.js';
import { findStages } from './find-stages.js';
import { isHostNode } from './host-node.js';
import { rootOf } from './root-of.js';
import { type Cutting, splitTurn, type TurnGroup } from './split-turn.js';

export type Step =
  /** `inputs` in the shapes in which they are read; `outputs` are roots. */
  | {
      readonly kind: 'onnx';
      readonly nodes: readonly Node[];
      readonly inputs: readonly Value[];
      readonly outputs: readonly Value[];
      /** How it is cut where threads compute parts of it. */
      readonly cutting?: Cutting | undefined;
    }
  | { readonly kind: 'loops'; readonly region: LoopRegion; readonly outputs: readonly Value[] }
  /** Products of few rows, by {@link findRowProduct}, none of which needs another's result. */
  | { readonly kind: 'products'; readonly nodes: readonly Node[] }
  /** A node that is computed by itself. */
  | { readonly kind: 'single'; readonly node: Node };

export interface StepPlan {
  readonly steps: readonly Step[];
  /** Roots that are written to memory, with the first and the last step that needs them there. */
  readonly stored: ReadonlyMap<Value, { readonly first: number; last: number }>;
  /** Constants, feeds and variables that steps read. */
  readonly sources: ReadonlySet<Value>;
}

/**
 * Steps of ONNX Runtime and of the host in turns.
 * @param updates what variables become
 * @param outputs what the caller wants
 * @param large elements of an array from which on loops pay
 * @param threads that share turns of ONNX Runtime
 * @returns undefined where none is as large
 */
export function planTurns(
  updates: readonly Value[],
  outputs: readonly Value[],
  large: number,
  threads = 1,
): StepPlan | undefined {
  const findStagesOf: FindStages = (nodes, updateRoots, outputRoots) => {
    const { of, worthwhile } = findStages(nodes, updateRoots, outputRoots, large);
    return worthwhile ? of : undefined;
  };
  return planSteps(updates, outputs, findStagesOf, threads);
}

/** One step of ONNX Runtime. Parameters as of {@link planTurns}. */
export function planWhole(updates: readonly Value[], outputs: readonly Value[]): StepPlan {
  return planSteps(updates, outputs, (nodes) => new Map(nodes.map((node) => [node, 1])), 1)!;
}

/** Products that are one step. */
const MOST_PRODUCTS = 8;

type FindStages = (
  nodes: readonly Node[],
  updates: ReadonlySet<Value>,
  outputs: ReadonlySet<Value>,
) => ReadonlyMap<Node, number> | undefined;

function planSteps(
  updates: readonly Value[],
  outputs: readonly Value[],
  findStagesOf: FindStages,
  threads: number,
): StepPlan | undefined {
  const [updateRoots, outputRoots] = [updates, outputs].map((values) => new Set(values.map(rootOf)));
  const all = findLiveParts([...updates, ...outputs]).nodes;
  const loopReads = new Set(all.flatMap((node) => (isHostNode(node) ? node.inputs.map(rootOf) : [])));
  const nodes = all.filter(
    ({ op, inputs, outputs }) =>
      op !== 'Reshape' &&
      // Nodes of constants alone are computed where they are needed; loops need arrays, or one number.
      (!isConstant(inputs) || (loopReads.has(outputs[0]!) && uniformValue(outputs[0]!) === undefined)),
  );
  const stages = findStagesOf(nodes, updateRoots!, outputRoots!);
  if (stages === undefined) return undefined;
  const groups = groupNodes(nodes, stages, threads);
  const placeOf = new Map<Value, number>();
  groups.forEach((group, place) => {
    for (const value of madeBy(group)) placeOf.set(value, place);
  });

  const stored = new Map<Value, { readonly first: number; last: number }>();
  const sources = new Set<Value>();
  const noteUse = (value: Value, place: number): void => {
    const root = rootOf(value);
    const made = placeOf.get(root);
    if (made === undefined) sources.add(root);
    else if (made !== place) {
      const known = stored.get(root);
      if (known === undefined) stored.set(root, { first: made, last: place });
      else known.last = Math.max(known.last, place);
    }
  };
  groups.forEach((group, place) => {
    for (const value of readBy(group)) noteUse(value, place);
  });
  for (const value of [...updateRoots!, ...outputRoots!]) noteUse(value, groups.length);

  const steps = groups.map((group): Step => {
    const made = madeBy(group).filter((value) => stored.has(value));
    if ('region' in group) return { kind: 'loops', region: group.region, outputs: made };
    if ('products' in group) return { kind: 'products', nodes: group.products };
    if ('single' in group) return { kind: 'single', node: group.single };
    return { kind: 'onnx', nodes: group.nodes, inputs: readBy(group), outputs: made, cutting: group.cutting };
  });
  return { steps, stored, sources };
}

type HostWork = { readonly products: Node[] } | { readonly single: Node };
type Group = TurnGroup | { readonly region: LoopRegion } | HostWork;

function groupNodes(nodes: readonly Node[], stages: ReadonlyMap<Node, number>, threads: number): Group[] {
  const byStage = new Map<number, Node[]>();
  for (const node of nodes) {
    const stage = stages.get(node)!;
    const known = byStage.get(stage);
    if (known === undefined) byStage.set(stage, [node]);
    else known.push(node);
  }
  return [...byStage]
    .sort(([a], [b]) => a - b)
    .flatMap(([stage, inStage]): readonly Group[] => {
      if (stage % 2 === 0) return hostGroups(inStage);
      return splitTurn(inStage, threads) ?? [{ nodes: inStage, cutting: undefined }];
    });
}

function hostGroups(nodes: readonly Node[]): Group[] {
  const builder = new RegionBuilder<HostWork>();
  for (const node of nodes) {
    if (findNodeSpace(node) !== undefined) builder.add(node);
    else addWork(builder, node);
  }
  return builder.steps
    .filter((step) => 'other' in step || step.nodes.length > 0)
    .map((step) => ('other' in step ? step.other : { region: step }));
}

function addWork(builder: RegionBuilder<HostWork>, node: Node): void {
  const [reads, makes] = [new Set(node.inputs.map(rootOf)), new Set(node.outputs)];
  const product = findRowProduct(node);
  if (product === undefined) {
    builder.addOther({ other: { single: node }, reads, makes });
    return;
  }
  const joined = builder.joinOther(reads, makes, (work) => {
    if (!('products' in work)) return false;
    const { rows, transposed } = findRowProduct(work.products[0]!)!;
    if (rows !== product.rows || transposed !== product.transposed) return false;
    if (work.products.length === MOST_PRODUCTS) return false;
    work.products.push(node);
    return true;
  });
  if (!joined) builder.addOther({ other: { products: [node] }, reads, makes });
}

function madeBy(group: Group): readonly Value[] {
  if ('region' in group) return [...group.region.makes.keys()];
  return nodesOf(group).flatMap(({ outputs }) => outputs);
}

function nodesOf(group: Exclude<Group, { readonly region: LoopRegion }>): readonly Node[] {
  if ('single' in group) return [group.single];
  return 'products' in group ? group.products : group.nodes;
}

/** Values read from outside, each shape of one once. */
function readBy(group: Group): readonly Value[] {
  if ('region' in group) {
    return [...group.region.reads];
  }
  const made = new Set(madeBy(group));
  const read = new Set<Value>();
  for (const { inputs } of nodesOf(group)) {
    for (const input of inputs) if (!made.has(rootOf(input))) read.add(input);
  }
  return [...read];
}

function isConstant(inputs: readonly Value[]): boolean {
  return inputs.every(isConstantValue);
}

export function isConstantValue({ source }: Value): boolean {
  return source.kind === 'constant' || (source.kind === 'node' && isConstant(source.node.inputs));
}
