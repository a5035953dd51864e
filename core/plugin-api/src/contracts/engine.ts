// Engines run tensor code. Model code is written once in tfjs ops; an engine runs it eagerly or compiles it into a program.
import type { EngineProfiler } from './profile.js';
import type { HostArray, HostTensor, Tensor, TensorSpec, TfCore, Variable } from './tensors.js';

/**
 * What an engine can do beyond the plain ops, so that callers can choose a path instead of guessing.
 * - `compiled`: `compile` traces once and runs a fixed graph; otherwise the function runs again at each call.
 * - `deterministic`: the same inputs give the same bits, whatever the thread count.
 * - `device-state`: variables stay on the device between runs.
 * - `scaled-loss`: products are computed in a type of small range, float16: training scales the loss up, so that small gradients
 *   are not lost, and leaves out updates whose gradients overflow. Since 1.1.
 * - `fused-*`: the kernel of that name is registered for the engine's backend (see `@codex-ml/nn`).
 */
export type EngineFeature = 'compiled' | 'deterministic' | 'device-state' | 'scaled-loss' | `fused-${string}`;

/** Bytes and counts, to find leaks and to predict memory. */
export interface EngineMemory {
  readonly tensors: number;
  /** Arrays that are alive now: tensors, variables, and the engine's own copies of them. */
  readonly bytes: number;
  /**
   * The largest sum, since the engine was made, of `bytes` and the intermediate arrays of a run; never below `bytes` and
   * never falling. What the libraries below use beside the arrays is not in it.
   */
  readonly peakBytes: number;
}

/** What one run of a program takes, read off its shapes. */
export interface ProgramEstimate {
  /** Floating-point operations of its matrix products, a multiplication and an addition counted as two. */
  readonly matmulFlops: number;
  /** Bytes that the operators other than matrix products read and write. */
  readonly otherBytes: number;
  /** Operators that are run. */
  readonly operators: number;
  /** Largest sum of bytes of intermediate arrays and results that are alive together; neither state nor inputs. */
  readonly intermediateBytes: number;
  /** What the engine sets aside for them, and keeps between runs: at least `intermediateBytes`. */
  readonly workspaceBytes: number;
  /** Bytes kept between runs for the variables of its state: their values and the engine's own copies. */
  readonly stateBytes: number;
}

/** How long one run of a program would take, found by timing what it is made of. */
export interface ProgramTiming {
  /** Of a run when everything is compiled and warm. */
  readonly seconds: number;
  /** Parts of the program that were timed; each of the others is like one of them. */
  readonly timed: number;
  /** Parts of the program. */
  readonly parts: number;
}

export interface TimingOptions<I extends string> {
  /** Sizes of inputs to time with, where those of the specification would take too long. Default: those. */
  readonly tried?: Readonly<Record<I, TensorSpec>>;
  /** Bytes that may be used for it. */
  readonly bytes: number;
}

/** A function of tensors in tfjs ops. It may assign the variables listed as state; it must not read tensor values. */
export type ProgramFunction<I extends string, O extends string> = (
  inputs: Readonly<Record<I, Tensor>>,
) => Readonly<Record<O, Tensor>>;

export interface ProgramSpec<I extends string> {
  readonly inputs: Readonly<Record<I, TensorSpec>>;
  /** Every variable the function reads or assigns. Values persist from run to run. */
  readonly state: readonly Variable[];
}

/** A compiled function. Runs are sequential: await one before starting the next. */
export interface Program<I extends string, O extends string> {
  readonly name: string;
  /**
   * Run once. Feeds must match the spec.
   * @param outputs names to bring back to the host; all of them by default. Omitting large outputs saves the copy.
   */
  run(
    feeds: Readonly<Record<I, HostTensor>>,
    outputs?: readonly O[],
  ): Promise<Readonly<Record<O, HostTensor>>>;
  dispose(): void;
}

export interface Engine {
  readonly id: string;
  /** The device that is really in use, such as `cpu`, `wasm`, `webgpu`. */
  readonly device: string;
  readonly features: ReadonlySet<EngineFeature>;
  /** The one tfjs instance of this process, with this engine's backend active. */
  readonly tf: TfCore;
  compile<I extends string, O extends string>(
    name: string,
    fn: ProgramFunction<I, O>,
    spec: ProgramSpec<I>,
  ): Promise<Program<I, O>>;
  /** A copy of the variable's current value. */
  read(variable: Variable): Promise<HostArray>;
  /** Replace the variable's value; `data` is copied and must have the variable's size and type. */
  write(variable: Variable, data: HostArray): Promise<void>;
  memory(): EngineMemory;
  /**
   * What a run of this program would take, without compiling or running it. Engines that cannot tell leave it out.
   * @param spec with a size for every dimension; the variables of its state need no values
   */
  estimate?<I extends string, O extends string>(
    name: string,
    fn: ProgramFunction<I, O>,
    spec: ProgramSpec<I>,
  ): Promise<ProgramEstimate>;
  /**
   * How long a run of this program would take on this machine: its different parts are timed on made-up values, without running or
   * changing anything else. Engines that cannot leave it out.
   * @param spec as of `estimate`
   * @returns null where this program cannot be timed so, or not with so few bytes
   */
  time?<I extends string, O extends string>(
    name: string,
    fn: ProgramFunction<I, O>,
    spec: ProgramSpec<I>,
    options: TimingOptions<I>,
  ): Promise<ProgramTiming | null>;
  /** Times the operators of runs. Engines that cannot leave it out. */
  readonly profiler?: EngineProfiler;
  dispose(): Promise<void>;
}
