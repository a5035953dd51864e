// Decides who computes each node, ONNX Runtime or the loops, and when: they take turns, in as few turns as the graph allows.

import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { findNodeSpace } from '../loops/node-space.js';
import { findRowProduct } from '../loops/products/find-row-product.js';
import { HOST_DOMAIN } from '../rewrite/simplify.js';
import { findSmallWork } from './find-small-work.js';
import { isHostNode } from './host-node.js';
import { rootOf } from './root-of.js';

export interface Stages {
  /** Counted from 0; the host has the even ones, ONNX Runtime the odd ones. */
  readonly of: ReadonlyMap<Node, number>;
  /** Whether loops pay: some node is large enough, or there is no other that the host could not compute. */
  readonly worthwhile: boolean;
}

type Role = 'host' | 'onnx' | 'either';

/**
 * @param nodes in an order in which they can be computed, without Reshape
 * @param updates values that variables become
 * @param outputs values that the caller wants
 * @param large elements from which on loops are worth a turn; smaller nodes go where they cost none
 */
export function findStages(
  nodes: readonly Node[],
  updates: ReadonlySet<Value>,
  outputs: ReadonlySet<Value>,
  large: number,
): Stages {
  const consumers = findConsumers(nodes);
  const roles = new Map(nodes.map((node) => [node, findRole(node, consumers, large)]));
  const stages = new Map<Node, number>();
  const stageFor = (node: Node, parity: number): number =>
    Math.max(
      parity,
      ...node.inputs.map((input) => {
        const { source } = rootOf(input);
        const before = source.kind === 'node' ? stages.get(source.node) : undefined;
        if (before === undefined) return parity;
        return before % 2 === parity ? before : before + 1;
      }),
    );
  for (const node of nodes) {
    const role = roles.get(node)!;
    const [host, onnx] = [stageFor(node, 0), stageFor(node, 1)];
    stages.set(node, role === 'host' ? host : role === 'onnx' ? onnx : Math.min(host, onnx));
  }
  moveUpdatesToTheEnd(nodes, roles, consumers, updates, outputs, stages);
  const worthwhile =
    nodes.some((node) => roles.get(node) === 'host' && node.domain !== HOST_DOMAIN) ||
    (nodes.length > 0 && [...roles.values()].every((role) => role !== 'onnx'));
  return { of: stages, worthwhile };
}

function findConsumers(nodes: readonly Node[]): ReadonlyMap<Value, Node[]> {
  const consumers = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const input of node.inputs) {
      const root = rootOf(input);
      const known = consumers.get(root);
      if (known === undefined) consumers.set(root, [node]);
      else known.push(node);
    }
  }
  return consumers;
}

function findRole(node: Node, consumers: ReadonlyMap<Value, Node[]>, large: number): Role {
  if (node.domain === HOST_DOMAIN) return 'host';
  const product = findRowProduct(node);
  const found = findNodeSpace(node);
  if (found === undefined) {
    if (product === undefined) return findSmallWork(node) === undefined ? 'onnx' : 'either';
    return product.inner * product.columns >= large ? 'host' : 'either';
  }
  if (isBiasOfProduct(node, consumers)) return 'onnx';
  return found.space.rows * found.space.width >= large ? 'host' : 'either';
}

/** ONNX Runtime adds a bias within the product, which saves a turn where the sum goes to another product. */
function isBiasOfProduct({ op, inputs, outputs }: Node, consumers: ReadonlyMap<Value, Node[]>): boolean {
  if (op !== 'Add') return false;
  const product = inputs.find(
    ({ source }) =>
      source.kind === 'node' && /MatMul$/.test(source.node.op) && findRowProduct(source.node) === undefined,
  );
  const bias = inputs.find((input) => input !== product);
  if (product === undefined || bias === undefined || sizeOfShape(bias.shape) !== product.shape.at(-1))
    return false;
  const after = consumers.get(outputs[0]!) ?? [];
  return after.some((node) => !isHostNode(node));
}

/**
 * Variables take their new values when everything else has read the old ones. What only serves that is computed then too.
 */
function moveUpdatesToTheEnd(
  nodes: readonly Node[],
  roles: ReadonlyMap<Node, Role>,
  consumers: ReadonlyMap<Value, Node[]>,
  updates: ReadonlySet<Value>,
  outputs: ReadonlySet<Value>,
  stages: Map<Node, number>,
): void {
  const last = Math.max(0, ...stages.values());
  const end = last % 2 === 0 ? last : last + 1;
  const late = new Set<Node>();
  for (const node of [...nodes].reverse()) {
    if (roles.get(node) === 'onnx' || node.domain === HOST_DOMAIN) continue;
    const serves = node.outputs.some(
      (value) => updates.has(value) || (consumers.get(value)?.length ?? 0) > 0,
    );
    const onlyThat = node.outputs.every(
      (value) => !outputs.has(value) && (consumers.get(value) ?? []).every((consumer) => late.has(consumer)),
    );
    if (!serves || !onlyThat) continue;
    late.add(node);
    stages.set(node, end);
  }
}
