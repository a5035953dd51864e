// One trace: the graph under construction and the variables it has met.
import type { Variable } from '@codex-ml/plugin-api';
import type { DataId } from '@tensorflow/tfjs-core';
import { Graph } from '../graph/graph.js';
import type { Value, ValueType } from '../graph/value.js';

export class Trace {
  readonly graph = new Graph();
  /** Variables that were read, with their inputs. */
  readonly state = new Map<Variable, Value>();
  readonly #variables = new Map<DataId, Variable>();

  /** @param variables every variable that could be read */
  constructor(
    readonly name: string,
    variables: Iterable<Variable>,
  ) {
    for (const variable of variables) this.#variables.set(variable.dataId, variable);
  }

  /** The graph input that stands for the variable with this data, if it is one's. */
  stateValue(dataId: DataId): Value | undefined {
    const variable = this.#variables.get(dataId);
    if (variable === undefined) return undefined;
    let value = this.state.get(variable);
    if (value === undefined) {
      value = this.graph.input(`state:${this.state.size}`, {
        dtype: variable.dtype as ValueType,
        shape: variable.shape,
      });
      this.state.set(variable, value);
    }
    return value;
  }
}
