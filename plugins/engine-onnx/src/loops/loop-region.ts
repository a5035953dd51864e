// Nodes that are computed together, row by row. What is only used among them is never written to memory.
import { uniformValue } from '../graph/operators.js';
import type { Node, Value } from '../graph/value.js';
import { rootOf } from '../stages/root-of.js';
import { type Access, findNodeSpace, type NodeSpace, type Space } from './node-space.js';

/** `perRow`: one number for each row of the region, computed from such numbers. */
export type RegionRole = 'elementwise' | 'perRow' | 'rows' | 'columns' | 'all';

export interface RegionNode {
  readonly node: Node;
  readonly role: RegionRole;
  readonly operands: readonly { readonly value: Value; readonly access: Access }[];
}

export interface LoopRegion {
  readonly space: Space;
  readonly nodes: RegionNode[];
  /** Roots of the operands that are not made here. */
  readonly reads: Set<Value>;
  readonly makes: Map<Value, RegionRole>;
}

/** Nodes that one region may have: the numbers of more would not stay in registers. */
const MOST_NODES = 40;

/**
 * Numbers of a region that nodes behind steps of another kind, such as the biases of several products, join even if they have nothing
 * in common: calling it takes longer than what it does.
 */
const SMALL = 8192;

/** A step that is no region. */
export interface OtherStep<Other> {
  readonly other: Other;
  readonly reads: Set<Value>;
  readonly makes: Set<Value>;
}

/** Joins or opens regions for nodes that come in an order in which they can be computed. */
export class RegionBuilder<Other> {
  readonly steps: (LoopRegion | OtherStep<Other>)[] = [];
  readonly #places = new Map<Value, number>();

  /** A step of another kind, in order. */
  addOther(step: OtherStep<Other>): void {
    for (const value of step.makes) this.#places.set(value, this.steps.length);
    this.steps.push(step);
  }

  /**
   * Adds to the first step of another kind that comes behind all that makes `reads`.
   * @param join true when it took what is added
   * @returns false when none did
   */
  joinOther(reads: ReadonlySet<Value>, makes: ReadonlySet<Value>, join: (other: Other) => boolean): boolean {
    const first = 1 + Math.max(-1, ...[...reads].map((root) => this.#places.get(root) ?? -1));
    for (let place = first; place < this.steps.length; place++) {
      const step = this.steps[place]!;
      if (!('other' in step) || !join(step.other)) continue;
      for (const value of reads) step.reads.add(value);
      for (const value of makes) {
        step.makes.add(value);
        this.#places.set(value, place);
      }
      return true;
    }
    return false;
  }

  /** @param node one that loops compute */
  add(node: Node): void {
    const found = findNodeSpace(node)!;
    const roots = operandsOf(node, found).map(({ value }) => rootOf(value));
    this.#mergeProducers(found, roots);
    const earliest = Math.max(0, ...roots.map((root) => this.#places.get(root) ?? 0));
    const place = this.#findPlace(node, found, roots, earliest);
    if (place === this.steps.length) {
      this.steps.push({ space: found.space, nodes: [], reads: new Set(), makes: new Map() });
    }
    const region = this.steps[place] as LoopRegion;
    const part = describeNode(region, node, found)!;
    region.nodes.push(part);
    for (const { value, access } of part.operands) {
      const constant = access.kind === 'scalar' && uniformValue(value) !== undefined;
      if (!constant && !region.makes.has(rootOf(value))) region.reads.add(rootOf(value));
    }
    const result = node.outputs[0]!;
    region.makes.set(result, part.role);
    this.#places.set(result, place);
  }

  /** Regions that this node would bring together become one, if nothing in between needs the first. */
  #mergeProducers({ space }: NodeSpace, roots: readonly Value[]): void {
    const places = [...new Set(roots.flatMap((root) => this.#places.get(root) ?? []))].sort((a, b) => a - b);
    const last = places.pop();
    const target = last === undefined ? undefined : this.steps[last];
    if (last === undefined || target === undefined || 'other' in target || !sameSpace(target.space, space))
      return;
    for (const place of places) {
      const region = this.steps[place]!;
      if ('other' in region || !sameSpace(region.space, space)) continue;
      if (region.nodes.length + target.nodes.length >= MOST_NODES) continue;
      const needed = this.steps
        .slice(place + 1, last + 1)
        .some((step) => [...readsOf(step)].some((root) => region.makes.has(root)));
      if (needed) continue;
      target.nodes.unshift(...region.nodes);
      for (const root of region.reads) target.reads.add(root);
      for (const [value, role] of region.makes) {
        target.makes.set(value, role);
        this.#places.set(value, last);
      }
      this.steps[place] = { space, nodes: [], reads: new Set(), makes: new Map() };
    }
  }

  #findPlace(node: Node, found: NodeSpace, roots: readonly Value[], earliest: number): number {
    let shared: number | undefined;
    const afterOther = roots.some((root) => 'other' in (this.steps[this.#places.get(root) ?? -1] ?? {}));
    for (let place = this.steps.length - 1; place >= earliest; place--) {
      const region = this.steps[place]!;
      if ('other' in region || region.nodes.length >= MOST_NODES) continue;
      if (describeNode(region, node, found) === undefined) continue;
      if (roots.some((root) => region.makes.has(root))) return place;
      const shares = operandsOf(node, found).some(
        ({ value, access }) => access.kind === 'full' && region.reads.has(rootOf(value)),
      );
      if (shares || (afterOther && region.space.rows * region.space.width < SMALL)) shared ??= place;
    }
    return shared ?? this.steps.length;
  }
}

function operandsOf(node: Node, found: NodeSpace): RegionNode['operands'] {
  return found.kind === 'elementwise'
    ? node.inputs.map((value, i) => ({ value, access: found.accesses[i]! }))
    : [{ value: node.inputs[found.operand]!, access: { kind: 'full' } }];
}

/** The node as part of the region, if it can be. */
function describeNode(region: LoopRegion, node: Node, found: NodeSpace): RegionNode | undefined {
  const operands = operandsOf(node, found);
  if (sameSpace(found.space, region.space)) {
    const fits = operands.every(({ value, access }) => fitsMade(region, value, access));
    if (fits) return { node, role: found.kind, operands };
  }
  // One number for each row.
  const { rows } = region.space;
  if (found.kind !== 'elementwise' || found.space.rows * found.space.width !== rows) return undefined;
  // What varies along the node's own rows or columns only has fewer numbers than the region has rows.
  if (operands.some(({ access }) => access.kind !== 'full' && access.kind !== 'scalar')) return undefined;
  const perRow = operands.map(({ value, access }): { value: Value; access: Access } => ({
    value,
    access: access.kind === 'full' ? { kind: 'row' } : access,
  }));
  const fits = perRow.every(({ value, access }) => fitsMade(region, value, access));
  const made = perRow.some(({ value }) => region.makes.has(rootOf(value)));
  return fits && made ? { node, role: 'perRow', operands: perRow } : undefined;
}

function sameSpace(a: Space, b: Space): boolean {
  return a.rows === b.rows && a.width === b.width;
}

function readsOf<Other>(step: RegionBuilder<Other>['steps'][number]): Iterable<Value> {
  return step.reads;
}

/** Whether an operand is made elsewhere, or is ready in the region when it is needed. */
function fitsMade(region: LoopRegion, value: Value, access: Access): boolean {
  const role = region.makes.get(rootOf(value));
  switch (role) {
    case undefined:
      return true;
    case 'elementwise':
      return access.kind === 'full';
    case 'rows':
    case 'perRow':
      return access.kind === 'row';
    default:
      return false;
  }
}
