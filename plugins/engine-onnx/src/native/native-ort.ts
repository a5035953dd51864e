// ONNX Runtime through its C interface: sessions that read and write memory in place. One environment for the process. Sessions
// have threads of their own; when there are many, further ones share one pool.
import { bankOf, getSharedMemory, placeInBank, type SharedMemory } from '../memory/shared-memory.js';
import { bindOrt, type Koffi, type OrtCalls } from './bind-functions.js';
import type { OrtFunctionName } from './ort-functions.js';
import { runTask } from './ort-task.js';

type Address = bigint | number;

/** Refused by ONNX Runtime, with its message. The caller makes an error for users of it. */
export class OrtFailure extends Error {}

const [FATAL, ALL_OPTIMIZATIONS, DEFAULT_ALLOCATOR, DEFAULT_MEMORY] = [4, 99, 0, 0] as const;

/** Of the message by which sessions are refused that want a pool that is not there. */
const NO_POOL = 'EnvCreatedWithGlobalThreadPools';

export interface NativeSessionOptions {
  readonly threads: number;
  /**
   * Whether nothing else runs between two of its operators and two of its runs. Its threads then look for work before they sleep.
   * Else they do so only as long as it takes to come from one operator to the next: they would take the cores from the loops.
   */
  readonly alone: boolean;
}

/** Microseconds. */
const SHORT_SPIN = '20';

/** Threads that sessions in turns have of their own, in all. */
const MOST_OWN_THREADS = 256;

export class NativeOrt {
  readonly #koffi: Koffi;
  readonly #calls: OrtCalls;
  readonly #environment: Address;
  readonly #memoryInfo: Address;
  readonly #memory: SharedMemory;
  /** Machine address of the first byte of each bank of the shared memory. */
  readonly #bases: bigint[] = [];
  /** Unless something else used ONNX Runtime first: a process has one environment, and that one then is without a pool. */
  #hasPool = true;
  /** Threads of sessions in turns that have their own. */
  readonly #ownThreads = new Map<Address, number>();

  /** @param poolThreads threads of the pool, with the caller */
  constructor(
    koffi: Koffi,
    calls: OrtCalls,
    memory: SharedMemory,
    readonly poolThreads: number,
  ) {
    this.#koffi = koffi;
    this.#calls = calls;
    this.#memory = memory;
    const threading = this.#make('createThreadingOptions');
    this.#call('setGlobalIntraOpNumThreads', threading, poolThreads);
    this.#call('setGlobalInterOpNumThreads', threading, 1);
    // Waiting threads would take the cores from the loops between two sessions.
    this.#call('setGlobalSpinControl', threading, 0);
    this.#environment = this.#make('createEnvWithGlobalThreadPools', FATAL, 'codex-ml', threading);
    this.#memoryInfo = this.#make('createCpuMemoryInfo', DEFAULT_ALLOCATOR, DEFAULT_MEMORY);
  }

  /** @throws OrtFailure when the model is refused */
  createSession(bytes: Uint8Array, options: NativeSessionOptions): Address {
    if (options.alone) return this.#createSession(bytes, options, false);
    const more = options.threads - 1;
    const own = [...this.#ownThreads.values()].reduce((sum, count) => sum + count, more);
    const pooled = this.#hasPool && options.threads === this.poolThreads && own > MOST_OWN_THREADS;
    if (!pooled) {
      const session = this.#createSession(bytes, options, false);
      this.#ownThreads.set(session, more);
      return session;
    }
    try {
      return this.#createSession(bytes, options, true);
    } catch (error) {
      if (!(error instanceof OrtFailure && error.message.includes(NO_POOL))) throw error;
      this.#hasPool = false;
      return this.#createSession(bytes, options, false);
    }
  }

  #createSession(bytes: Uint8Array, { threads, alone }: NativeSessionOptions, inPool: boolean): Address {
    const options = this.#make('createSessionOptions');
    try {
      this.#call('setSessionLogSeverityLevel', options, FATAL);
      this.#call('setSessionGraphOptimizationLevel', options, ALL_OPTIMIZATIONS);
      if (inPool) this.#call('disablePerSessionThreads', options);
      else {
        this.#call('setIntraOpNumThreads', options, threads);
        if (!alone) {
          this.#call('addSessionConfigEntry', options, 'session.intra_op.spin_duration_us', SHORT_SPIN);
        }
      }
      this.#call('setInterOpNumThreads', options, 1);
      return this.#make('createSessionFromArray', this.#environment, bytes, bytes.length, options);
    } finally {
      this.#calls.releaseSessionOptions(options);
    }
  }

  /**
   * A tensor over a part of the shared memory.
   * @param type TensorProto.DataType
   */
  createValue(address: number, bytes: number, shape: readonly number[], type: number): Address {
    const dimensions = BigInt64Array.from(shape.length === 0 ? [0n] : shape.map(BigInt));
    const place = this.machineAddress(address);
    return this.#make('createTensorWithData', this.#memoryInfo, place, bytes, dimensions, shape.length, type);
  }

  /** Of a byte of the shared memory. */
  machineAddress(address: number): bigint {
    const bank = bankOf(address);
    // Banks stay where they are while they grow.
    this.#bases[bank] ??= BigInt(this.#koffi.address(this.#memory.bankView(bank)));
    return this.#bases[bank] + BigInt(placeInBank(address));
  }

  /** Texts as ONNX Runtime takes them; they live as long as the result. */
  createNames(names: readonly string[]): NameList {
    const texts = names.map((name) => Buffer.from(`${name}\0`));
    const addresses = BigUint64Array.from(texts, (text) => BigInt(this.#koffi.address(text)));
    return { addresses, texts };
  }

  /** Waits for the result. @throws OrtFailure */
  run(
    session: Address,
    inputs: { readonly names: NameList; readonly values: BigUint64Array },
    outputs: { readonly names: NameList; readonly values: BigUint64Array },
  ): void {
    this.#check(
      this.#calls.run(
        session,
        0,
        inputs.names.addresses,
        inputs.values,
        inputs.values.length,
        outputs.names.addresses,
        outputs.values.length,
        outputs.values,
      ),
    );
  }

  /** As {@link run}, for a task that is described in a table. @throws OrtFailure */
  runTask(table: Float64Array, task: number): void {
    this.#check(runTask(this.#calls, table, task));
  }

  releaseSession(session: Address): void {
    this.#calls.releaseSession(session);
    this.#ownThreads.delete(session);
  }

  releaseValue(value: Address): void {
    this.#calls.releaseValue(value);
  }

  /** Calls a function whose last parameter takes its result. */
  #make(name: OrtFunctionName, ...parameters: unknown[]): Address {
    const result = new BigUint64Array(1);
    this.#call(name, ...parameters, result);
    return result[0]!;
  }

  #call(name: OrtFunctionName, ...parameters: unknown[]): void {
    this.#check(this.#calls[name](...parameters));
  }

  #check(status: unknown): void {
    if (status === 0 || status === 0n) return;
    const message = this.#calls.getErrorMessage(status) as string;
    this.#calls.releaseStatus(status);
    throw new OrtFailure(message);
  }
}

export interface NameList {
  readonly addresses: BigUint64Array;
  /** What the addresses point to. */
  readonly texts: readonly Buffer[];
}

let native: Promise<NativeOrt | null> | undefined;

/**
 * ONNX Runtime of this process; null where the machine has no way to call it, and sessions go through onnxruntime-node. Must be
 * asked for before the first session is made otherwise: the first environment of a process is the only one.
 * @param threads of the pool, if this is the first call
 */
export function getNativeOrt(threads: number): Promise<NativeOrt | null> {
  native ??= startNativeOrt(threads);
  return native;
}

async function startNativeOrt(threads: number): Promise<NativeOrt | null> {
  const memory = getSharedMemory();
  if (memory === null) return null;
  try {
    const bound = bindOrt();
    return bound === undefined ? null : new NativeOrt(bound.koffi, bound.calls, memory, threads);
  } catch {
    return null;
  }
}
