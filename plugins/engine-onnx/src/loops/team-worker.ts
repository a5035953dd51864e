// A thread of the team: waits for jobs in shared memory and takes ranges of them.
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { bindOrt, type OrtCalls } from '../native/bind-functions.js';
import { runTask, TASK } from '../native/ort-task.js';
import { instantiate, type WasmExports } from '../wasm/web-assembly.js';
import { CONTROL, claimRange, type ModuleMessage, TASKS, type TeamWorkerData } from './team-protocol.js';

const { memory, control: address, port, member } = workerData as TeamWorkerData;
const control = new Int32Array(memory.buffer, address, CONTROL.words);
const modules = new Map<number, WasmExports>();
let ort: OrtCalls | undefined;
/** Looks for the next job before going to sleep: waking up takes longer than most loops. */
const LOOKS = 2000;

let seen = 0;
for (;;) {
  for (let look = 0; look < LOOKS && Atomics.load(control, CONTROL.sequence) === seen; look++);
  Atomics.wait(control, CONTROL.sequence, seen);
  seen = Atomics.load(control, CONTROL.sequence);
  for (let range = claimRange(control); range >= 0; range = claimRange(control)) {
    let succeeded = false;
    try {
      succeeded = run(range);
    } catch {
      // The caller is told that it failed; why, nobody could read here.
    }
    if (!succeeded) Atomics.store(control, CONTROL.failed, 1);
    Atomics.add(control, CONTROL.done, 1);
    Atomics.notify(control, CONTROL.done);
  }
}

function run(range: number): boolean {
  const first = CONTROL.list + range * 3;
  if (control[CONTROL.module] === TASKS) return startTask(control[first]!);
  const scratch = control[CONTROL.scratch]! + (member + 1) * control[CONTROL.scratchStride]!;
  const functions = findModule(control[CONTROL.module]!);
  functions[`f${control[CONTROL.function]!}`]!(
    control[CONTROL.arguments]!,
    control[first]!,
    control[first + 1]!,
    scratch,
    control[first + 2]!,
  );
  return true;
}

/** The caller repeats a task that failed, and learns why. */
function startTask(task: number): boolean {
  ort ??= bindOrt()!.calls;
  // Addresses from 2 GiB on are negative as words.
  const begin = control[CONTROL.arguments]! >>> 0;
  const table = new Float64Array(memory.buffer, begin, (task + 1) * TASK.numbers);
  const status = runTask(ort, table, task);
  if (Number(status) === 0) return true;
  ort.releaseStatus(status);
  return false;
}

/** Modules are sent before the first job that needs them. */
function findModule(id: number): WasmExports {
  for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) {
    const sent = message.message as ModuleMessage;
    if (sent.module === null) modules.delete(sent.id);
    else modules.set(sent.id, instantiate(sent.module, sent.memories));
  }
  return modules.get(id)!;
}
