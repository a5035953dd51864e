// What a row of the kernel table is.
import type { TfCore } from '@codex-ml/plugin-api';
import type { Graph } from '../graph/graph.js';
import type { Value } from '../graph/value.js';

/** One call of a tfjs kernel during a trace. */
export interface KernelCall {
  readonly graph: Graph;
  readonly tf: TfCore;
  /** By tfjs's names; for kernels over a list of arrays, by position. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** tfjs's attributes, checked by its op. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface TracedKernel {
  /** tfjs's name. */
  readonly name: string;
  /** ONNX operators it becomes, in this order. */
  readonly onnx: readonly string[];
  /** Where it differs from tfjs. */
  readonly note?: string;
  readonly trace: (call: KernelCall) => Value | readonly Value[];
}

/** Attributes that name axes: null means all; negative ones count from the back. */
export function readAxes(attribute: unknown, rank: number): number[] {
  if (attribute === null || attribute === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const axes = typeof attribute === 'number' ? [attribute] : (attribute as number[]);
  return axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}

/** An attribute that names one axis. */
export function readAxis(attribute: unknown, rank: number): number {
  const axis = (attribute as number | undefined) ?? 0;
  return axis < 0 ? axis + rank : axis;
}
