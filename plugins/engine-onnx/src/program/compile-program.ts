// A program of the compiled engine: one graph for each set of input shapes, kept for the next run with the same shapes.
import {
  CodexError,
  codexError,
  type HostTensor,
  nearestName,
  type Program,
  type ProgramFunction,
  type ProgramSpec,
  throwCollected,
} from '@codex-ml/plugin-api';
import { checkFeeds } from '@codex-ml/tfjs';
import type { Signature } from '../tracing/trace-program.js';
import { compileGraph } from './compile-graph.js';
import type { CompiledGraph } from './compiled-graph.js';
import type { Runtime } from './runtime.js';

/** Graphs kept per program; the one unused for longest goes first. */
const KEPT_GRAPHS = 32;

/** Compiles at once where the specification leaves no size open, else when a run shows them. */
export async function compileProgram<I extends string, O extends string>(
  runtime: Runtime,
  name: string,
  fn: ProgramFunction<I, O>,
  spec: ProgramSpec<I>,
): Promise<Program<I, O>> {
  const graphs = new Map<string, Promise<CompiledGraph>>();
  let disposed = false;

  function getGraph(signature: Signature): Promise<CompiledGraph> {
    const key = Object.values(signature)
      .map(({ shape }) => shape.join())
      .join(';');
    const graph = graphs.get(key) ?? wrapErrors(name, () => compile(signature));
    graphs.delete(key);
    graphs.set(key, graph);
    graph.catch(() => graphs.delete(key));
    if (graphs.size > KEPT_GRAPHS) {
      const [oldest, dropped] = graphs.entries().next().value!;
      graphs.delete(oldest);
      release(dropped);
    }
    return graph;
  }

  const compile = (signature: Signature) => compileGraph(runtime, name, fn, signature, spec.state);

  /** After the runs that may still use it. */
  function release(graph: Promise<CompiledGraph>): void {
    void runtime.inTurn(async () => (await graph).release()).catch(() => undefined);
  }

  const open = Object.values<{ shape: readonly (number | null)[] }>(spec.inputs).some(({ shape }) =>
    shape.includes(null),
  );
  if (!open) await getGraph(spec.inputs as Signature);

  return {
    name,
    async run(feeds, outputs) {
      if (disposed) throw codexError('CML5104', { name: `program ${name}` });
      runtime.activate();
      throwCollected(checkFeeds(name, spec.inputs, feeds));
      const given: Record<string, HostTensor> = {};
      // In the order of the specification, whatever the order of the feeds; copies, as the caller may change them now.
      for (const input of Object.keys(spec.inputs)) {
        const { shape, dtype, data } = feeds[input as I];
        given[input] = { shape, dtype, data: data.slice() };
      }
      const graph = await getGraph(given);
      const wanted: readonly string[] = outputs ?? graph.outputs;
      for (const output of wanted) checkOutput(name, output, graph.outputs);
      const runGraph = () => graph.run(given, wanted);
      const results = await wrapErrors(name, () =>
        runtime.inTurn(() => runtime.profiler.recorder?.run(name, runGraph) ?? runGraph()),
      );
      return results as Record<O, HostTensor>;
    },
    dispose() {
      disposed = true;
      for (const graph of graphs.values()) release(graph);
      graphs.clear();
    },
  };
}

function checkOutput(program: string, output: string, available: readonly string[]): void {
  if (available.includes(output)) return;
  const near = nearestName(output, available);
  const hints = [
    ...(near === undefined ? [] : [`did you mean \`${near}\`?`]),
    `its outputs are ${available.map((name) => `\`${name}\``).join(', ')}`,
  ];
  throw codexError('CML5103', { program, output }, { hints });
}

async function wrapErrors<T>(program: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (CodexError.is(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML5105', { program, message }, { cause });
  }
}
