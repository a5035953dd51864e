// Calls a program's function once on a recording backend and finds what came of it. Runs nothing.
import {
  codexError,
  type DType,
  type ProgramFunction,
  type Tensor,
  type TfCore,
  type Variable,
} from '@codex-ml/plugin-api';
import type { Graph } from '../graph/graph.js';
import type { Value } from '../graph/value.js';
import { Trace } from './trace.js';
import { BACKEND, type TraceBackend } from './trace-backend.js';
import { withBackend } from './with-backend.js';

/** Inputs of known shape. */
export type Signature = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly dtype: DType }>
>;

export interface TracedProgram {
  readonly graph: Graph;
  /** The graph input of each feed. */
  readonly feeds: ReadonlyMap<Value, string>;
  /** The graph input of each variable that was read. */
  readonly state: ReadonlyMap<Value, Variable>;
  /** What each assigned variable becomes. */
  readonly updates: ReadonlyMap<Variable, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
}

/**
 * @param state variables that `fn` may assign
 * @throws CML5106 when `fn` assigns another one, and whatever `fn` throws; all variables keep their values
 */
export function traceProgram(
  tf: TfCore,
  backend: TraceBackend,
  name: string,
  fn: ProgramFunction<string, string>,
  signature: Signature,
  state: readonly Variable[],
): TracedProgram {
  const known = new Set([...state, ...Object.values(tf.engine().registeredVariables)]);
  const trace = new Trace(name, known);
  const outer = backend.trace;
  backend.trace = trace;
  try {
    return withBackend(tf, BACKEND, () =>
      keepingValues(tf, known, (before) => {
        const feeds = new Map<Value, string>();
        const outputs = new Map<string, Value>();
        const updates = new Map<Variable, Value>();
        const valueFor = ({ dataId, shape, dtype }: Tensor) => backend.valueFor(dataId, shape, dtype);
        tf.tidy(() => {
          const inputs = Object.entries(signature).map(([input, { shape, dtype }]) => {
            const value = trace.graph.input(`feed:${input}`, { dtype, shape });
            feeds.set(value, input);
            const info = { dataId: backend.wrap(value), shape: [...shape], dtype };
            return [input, tf.engine().makeTensorFromTensorInfo(info, backend)];
          });
          for (const [output, tensor] of Object.entries(fn(Object.fromEntries(inputs)))) {
            outputs.set(output, valueFor(tensor));
          }
        });
        const allowed = new Set(state);
        for (const variable of known) {
          if (variable.dataId === before.get(variable)) continue;
          if (!allowed.has(variable)) {
            throw codexError('CML5106', { program: name, variable: variable.name });
          }
          updates.set(variable, valueFor(variable));
        }
        const inputs = new Map([...trace.state].map(([variable, value]) => [value, variable]));
        return { graph: trace.graph, feeds, state: inputs, updates, outputs };
      }),
    );
  } finally {
    backend.trace = outer;
  }
}

/** Run `body`, then put back what it assigned. */
function keepingValues<T>(
  tf: TfCore,
  variables: ReadonlySet<Variable>,
  body: (before: ReadonlyMap<Variable, object>) => T,
): T {
  const engine = tf.engine();
  const kept = [...variables]
    .filter((variable) => !variable.isDisposed)
    .map((variable) => {
      const { dataId, shape, dtype } = variable;
      // A second reference, so that assigning the variable does not release its values.
      const { backend } = engine.state.tensorInfo.get(dataId)!;
      backend.incRef(dataId);
      return { variable, tensor: engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, backend) };
    });
  try {
    return body(new Map(kept.map(({ variable, tensor }) => [variable, tensor.dataId])));
  } finally {
    for (const { variable, tensor } of kept) {
      if (variable.dataId !== tensor.dataId && !variable.isDisposed) variable.assign(tensor);
      tensor.dispose();
    }
  }
}
