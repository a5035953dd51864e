// Threads that run loops together. The caller works too, and waits for the others by looking, as loops are short.
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import {
  getSharedMemory,
  type MemoryBlock,
  OutOfMemory,
  type SharedMemory,
} from '../memory/shared-memory.js';
import { compileModule, instantiate, type WasmExports } from '../wasm/web-assembly.js';
import {
  CONTROL,
  claimRange,
  MOST_RANGES,
  type ModuleMessage,
  openJob,
  TASKS,
  type TeamWorkerData,
} from './team-protocol.js';

/** Rows `begin` up to `end`, which are part number `part` of a sum. */
export interface RowRange {
  readonly begin: number;
  readonly end: number;
  readonly part: number;
}

/** A module that all threads have. */
export interface TeamModule {
  readonly id: number;
  /** Exported as `f0`, `f1`, … */
  readonly functions: WasmExports;
  release(): void;
}

/** Looks at the others' progress before the caller goes to sleep for a moment, as they may have lost their core. */
const LOOKS = 20_000;

export class ThreadTeam {
  readonly #memory: SharedMemory;
  readonly #control: Int32Array;
  readonly #ports: MessagePort[] = [];
  #scratch: MemoryBlock | undefined;
  #modules = 0;
  #jobs = 0;

  /**
   * @param members threads beside the caller
   * @throws OutOfMemory
   */
  constructor(memory: SharedMemory, members: number) {
    this.#memory = memory;
    const block = memory.allocateFirst(CONTROL.words * 4);
    if (block === undefined) throw new OutOfMemory();
    this.#control = memory.view(Int32Array, block.address, CONTROL.words).fill(0);
    for (let member = 0; member < members; member++) {
      const { port1, port2 } = new MessageChannel();
      const workerData: TeamWorkerData = {
        memory: memory.memories[0]!,
        control: block.address,
        port: port2,
        member,
      };
      const worker = new Worker(new URL('./team-worker.js', import.meta.url), {
        workerData,
        transferList: [port2],
        // Options of the main thread, such as `--input-type`, are not for this one.
        execArgv: [],
      });
      // The team lives as long as the process and does not keep it alive.
      worker.unref();
      port1.unref();
      this.#ports.push(port1);
    }
  }

  /**
   * @param bytes of a module whose functions are of (arguments, first row, row behind the last, scratch memory, part)
   * @param banks of the memory that it imports, from the first on. Arguments and scratch memory are in the first.
   */
  load(bytes: Uint8Array<ArrayBuffer>, banks = 1): TeamModule {
    const module = compileModule(bytes);
    const memories = this.#memory.memories.slice(0, banks);
    const id = this.#modules++;
    this.#send({ id, module, memories });
    return {
      id,
      functions: instantiate(module, memories),
      release: () => this.#send({ id, module: null }),
    };
  }

  #send(message: ModuleMessage): void {
    for (const port of this.#ports) port.postMessage(message);
  }

  /** Members and caller. */
  get size(): number {
    return this.#ports.length + 1;
  }

  /**
   * Each thread may use so many bytes while it runs.
   * @throws OutOfMemory; what was reserved before stays
   */
  reserveScratch(bytes: number): void {
    const stride = Math.ceil(bytes / 64) * 64;
    if (stride <= this.#control[CONTROL.scratchStride]!) return;
    const block = this.#memory.allocateFirst(stride * this.size);
    if (block === undefined) throw new OutOfMemory();
    if (this.#scratch !== undefined) this.#memory.release(this.#scratch);
    this.#scratch = block;
    this.#control[CONTROL.scratch] = block.address;
    this.#control[CONTROL.scratchStride] = stride;
  }

  /**
   * Run a function of a module over ranges of rows; returns when all of them are done.
   * @param index of the function
   * @param together false for jobs that are done before another thread wakes up
   * @throws CML9001 when a thread failed; the others have then finished
   */
  run(
    module: TeamModule,
    index: number,
    argumentsAddress: number,
    ranges: readonly RowRange[],
    together: boolean,
  ): void {
    const run = module.functions[`f${index}`]!;
    const scratch = this.#control[CONTROL.scratch]!;
    const runRange = ({ begin, end, part }: RowRange): void => {
      run(argumentsAddress, begin, end, scratch, part);
    };
    if (!together || this.#ports.length === 0 || ranges.length === 1 || ranges.length > MOST_RANGES) {
      for (const range of ranges) runRange(range);
      return;
    }
    this.#post(module.id, index, argumentsAddress, ranges);
    if (this.#share(ranges, runRange)) return;
    throw threadFailed();
  }

  /**
   * Run tasks of sessions, see `ort-task.ts`, each by one thread; returns when all of them are done.
   * @param table byte address of their descriptions, in the first bank
   * @param tasks as many ranges, by number; no more than {@link MOST_RANGES}
   * @param runTask a task by its number, in this thread
   * @throws what `runTask` throws, also for a task that failed in another thread; CML9001 for one that fails only there
   */
  runTasks(table: number, tasks: readonly RowRange[], runTask: (task: number) => void): void {
    this.#post(TASKS, 0, table, tasks);
    if (this.#share(tasks, ({ begin }) => runTask(begin))) return;
    for (const { begin } of tasks) runTask(begin);
    // Only the other thread could not run it.
    throw threadFailed();
  }

  /** Takes ranges of the job that is posted and waits for those that others took. False when one could not be run. */
  #share(ranges: readonly RowRange[], runRange: (range: RowRange) => void): boolean {
    const control = this.#control;
    let own = 0;
    for (let range = claimRange(control); range >= 0; range = claimRange(control)) {
      try {
        runRange(ranges[range]!);
      } catch {
        Atomics.store(control, CONTROL.failed, 1);
      }
      own++;
    }
    const others = ranges.length - own;
    let done = Atomics.load(control, CONTROL.done);
    for (let look = 0; done < others; look++, done = Atomics.load(control, CONTROL.done)) {
      if (look > LOOKS) Atomics.wait(control, CONTROL.done, done, 1);
    }
    return Atomics.load(control, CONTROL.failed) === 0;
  }

  #post(module: number, index: number, argumentsAddress: number, ranges: readonly RowRange[]): void {
    const control = this.#control;
    control[CONTROL.module] = module;
    control[CONTROL.function] = index;
    control[CONTROL.arguments] = argumentsAddress;
    ranges.forEach(({ begin, end, part }, i) => {
      const first = CONTROL.list + i * 3;
      control[first] = begin;
      control[first + 1] = end;
      control[first + 2] = part;
    });
    Atomics.store(control, CONTROL.failed, 0);
    Atomics.store(control, CONTROL.done, 0);
    // Until the job is open, its number of ranges is 0 and nobody can claim one.
    Atomics.store(control, CONTROL.ranges, 0);
    openJob(control, ++this.#jobs);
    Atomics.store(control, CONTROL.ranges, ranges.length);
    Atomics.add(control, CONTROL.sequence, 1);
    Atomics.notify(control, CONTROL.sequence);
  }
}

function threadFailed(): CodexError {
  return codexError('CML9001', { message: 'a thread of the compiled engine failed' });
}

const teams = new Map<number, ThreadTeam>();

/** The team of so many threads, of which there is one in a process; null where there is no shared memory. */
export function getThreadTeam(threads: number): ThreadTeam | null {
  const memory = getSharedMemory();
  if (memory === null) return null;
  let team = teams.get(threads);
  if (team === undefined) {
    try {
      team = new ThreadTeam(memory, threads - 1);
    } catch (error) {
      if (error instanceof OutOfMemory) return null;
      throw error;
    }
    teams.set(threads, team);
  }
  return team;
}
