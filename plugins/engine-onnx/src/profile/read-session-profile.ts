// Reads the file that ONNX Runtime writes about one session into the events of a profile.
import type { JsonObject, ProfileEvent } from '@codex-ml/plugin-api';
import { operatorFlops } from './operator-flops.js';

/** What the engine knows of a node beyond what ONNX Runtime writes. */
export interface NodeOrigin {
  readonly kernel: string | null;
  readonly variable: string | null;
}

/** Which part of a program a run computes. */
export interface RunPlace {
  /** Of the names of its operators, so that they are unique in the program. */
  readonly prefix: string;
  /** @param name of a node of the graph as it was given to ONNX Runtime */
  readonly originOf: (name: string) => NodeOrigin | undefined;
}

export interface SessionRun extends RunPlace {
  /** The moment at which it began, milliseconds of `performance.now()`. */
  readonly start: number;
}

export interface SessionProfile {
  readonly program: string;
  /** Runs of the session, in order. */
  readonly runs: readonly SessionRun[];
}

/** An entry of the file: the trace format of Chrome, times in microseconds since the session was made. */
interface TraceEntry {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args: Readonly<Record<string, unknown>>;
}

const SUFFIX = '_kernel_time';

/** @throws SyntaxError or TypeError where the text is no such file */
export function readSessionProfile(text: string, { program, runs }: SessionProfile): ProfileEvent[] {
  const entries = (JSON.parse(text) as TraceEntry[]).toSorted((a, b) => a.ts - b.ts);
  const modelRuns = entries.filter(({ name }) => name === 'model_run');
  const events: ProfileEvent[] = [];
  let run = 0;
  for (const { cat, name, ts, dur, args } of entries) {
    if (cat !== 'Node' || !name.endsWith(SUFFIX)) continue;
    while (run + 1 < modelRuns.length && modelRuns[run + 1]!.ts <= ts) run++;
    const known = runs[run];
    if (known === undefined) continue;
    const operator = String(args['op_name']);
    const [inputs, outputs] = [readShapes(args['input_type_shape']), readShapes(args['output_type_shape'])];
    const ownName = name.slice(0, -SUFFIX.length);
    // An operator that ONNX Runtime made of several is named after one of them, then what was done to it.
    const origin = known.originOf(ownName.split('/')[0]!);
    events.push({
      kind: 'operator',
      program,
      operator,
      name: known.prefix + ownName,
      kernel: origin?.kernel ?? null,
      variable: origin?.variable ?? null,
      start: known.start + (ts - modelRuns[run]!.ts) / 1000,
      duration: dur / 1000,
      flops: operatorFlops(operator, inputs, outputs),
      bytes: readBytes(args),
      detail: { inputs, outputs, provider: String(args['provider']) },
    });
  }
  return events;
}

function readShapes(given: unknown): number[][] {
  return (given as readonly Readonly<Record<string, number[]>>[]).map((one) => Object.values(one)[0]!);
}

const SIZES = ['activation_size', 'parameter_size', 'output_size'] as const;

function readBytes(args: JsonObject | Readonly<Record<string, unknown>>): number {
  return SIZES.reduce((sum, size) => sum + Number(args[size] ?? 0), 0);
}
