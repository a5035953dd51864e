// A program of an eager engine: the function runs again at each call, in a scope that disposes everything it made.
import {
  CodexError,
  codexError,
  type HostTensor,
  type Program,
  type ProgramFunction,
  type ProgramSpec,
  type Tensor,
  type TfCore,
  throwCollected,
  type Variable,
} from '@codex-ml/plugin-api';
import { checkFeeds } from './check-feeds.js';
import { download, upload } from './host-tensors.js';

/**
 * @param activate makes the engine's backend the active one; throws when the engine is disposed
 */
export function compileEagerProgram<I extends string, O extends string>(
  tf: TfCore,
  activate: () => void,
  name: string,
  fn: ProgramFunction<I, O>,
  spec: ProgramSpec<I>,
): Program<I, O> {
  const state = new Set(spec.state);
  let disposed = false;
  let firstRun = true;

  /** Call `fn`; on the first run also see that it assigns nothing outside of its state. */
  function call(inputs: Readonly<Record<I, Tensor>>): Readonly<Record<O, Tensor>> {
    if (!firstRun) return fn(inputs);
    const before = otherVariables(tf, state).map((variable) => ({ variable, dataId: variable.dataId }));
    const results = fn(inputs);
    const changed = before.find(({ variable, dataId }) => variable.dataId !== dataId);
    if (changed !== undefined) {
      throw codexError('CML5106', { program: name, variable: changed.variable.name });
    }
    firstRun = false;
    return results;
  }

  function runNow(
    feeds: Readonly<Record<I, HostTensor>>,
    outputs: readonly O[] | undefined,
  ): Record<O, HostTensor> {
    const inputs = Object.entries<HostTensor>(feeds).map(([input, feed]) => [input, upload(tf, feed)]);
    const results = call(Object.fromEntries(inputs) as Record<I, Tensor>);
    const wanted = outputs ?? (Object.keys(results) as O[]);
    const downloaded = wanted.map((output) => {
      if (!Object.hasOwn(results, output)) throw unknownOutput(name, output, Object.keys(results));
      return [output, download(results[output])];
    });
    return Object.fromEntries(downloaded) as Record<O, HostTensor>;
  }

  return {
    name,
    // Nothing inside waits, so two runs never interleave and no other engine can switch the backend in between.
    async run(feeds, outputs) {
      if (disposed) throw codexError('CML5104', { name: `program ${name}` });
      activate();
      throwCollected(checkFeeds(name, spec.inputs, feeds));
      let downloaded: Record<O, HostTensor> | undefined;
      try {
        tf.tidy(() => {
          downloaded = runNow(feeds, outputs);
        });
      } catch (cause) {
        if (CodexError.is(cause)) throw cause;
        const message = cause instanceof Error ? cause.message : String(cause);
        throw codexError('CML5105', { program: name, message }, { cause });
      }
      return downloaded as Record<O, HostTensor>;
    },
    dispose() {
      disposed = true;
    },
  };
}

function otherVariables(tf: TfCore, state: ReadonlySet<Variable>): Variable[] {
  return Object.values(tf.engine().registeredVariables).filter((variable) => !state.has(variable));
}

function unknownOutput(program: string, output: string, available: readonly string[]): CodexError {
  const hints = [`its outputs are ${available.map((name) => `\`${name}\``).join(', ')}`];
  return codexError('CML5103', { program, output }, { hints });
}
