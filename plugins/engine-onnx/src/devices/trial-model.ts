// One product of matrices as a model, to see what a device makes of it.
import { Graph, type NodeOptions } from '../graph/graph.js';
import { cast } from '../graph/operators.js';
import type { ValueType } from '../graph/value.js';
import { encodeModel } from '../proto/encode-model.js';

const SIZE = 8;

/** An operator that multiplies matrices. */
export interface ProductOperator {
  readonly op: 'MatMul' | 'FusedMatMul' | 'Gemm';
  readonly options: NodeOptions;
}

export const PRODUCTS: Readonly<Record<ProductOperator['op'], ProductOperator>> = {
  MatMul: { op: 'MatMul', options: {} },
  FusedMatMul: {
    op: 'FusedMatMul',
    options: { domain: 'com.microsoft', attributes: { transA: 0, transB: 1 } },
  },
  Gemm: { op: 'Gemm', options: { attributes: { transA: 0, transB: 1 } } },
};

/** y = x times itself, in arithmetic of `type`; x and y are float32 [8, 8]. */
export function trialModel({ op, options }: ProductOperator, type: ValueType): Uint8Array {
  const graph = new Graph();
  const shape = [SIZE, SIZE];
  const x = cast(graph, graph.input('x', { dtype: 'float32', shape }), type);
  const y = graph.add(op, [x, x], { dtype: type, shape }, options);
  return encodeModel('trial', new Map([['y', cast(graph, y, 'float32')]])).bytes;
}

/** The identity matrix, of which every product is itself. */
export function trialInput(): { readonly data: Float32Array; readonly shape: readonly number[] } {
  const data = Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i % (SIZE + 1) === 0 ? 1 : 0));
  return { data, shape: [SIZE, SIZE] };
}
