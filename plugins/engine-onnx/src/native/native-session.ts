// A session of the C interface, with the names of its inputs and outputs.
import type { GraphMemory } from '../memory/graph-memory.js';
import type { NameList, NativeOrt, NativeSessionOptions } from './native-ort.js';
import { TASK } from './ort-task.js';

type Address = bigint | number;

export class NativeSession {
  readonly #ort: NativeOrt;
  #session: Address | undefined;
  /** Names that tasks point to. */
  readonly #names: NameList[] = [];

  /** @throws OrtFailure when the model is refused */
  constructor(ort: NativeOrt, bytes: Uint8Array, options: NativeSessionOptions) {
    this.#ort = ort;
    this.#session = ort.createSession(bytes, options);
  }

  /** Inputs and outputs of one use of the session, in this order. */
  bind(inputs: readonly string[], outputs: readonly string[]): NativeBinding {
    const given = { names: this.#ort.createNames(inputs), values: new BigUint64Array(inputs.length) };
    const taken = { names: this.#ort.createNames(outputs), values: new BigUint64Array(outputs.length) };
    return {
      inputs: given.values,
      outputs: taken.values,
      run: () => this.#ort.run(this.#session!, given, taken),
    };
  }

  /**
   * Describes a use as a task, see `ort-task.ts`.
   * @returns lists in shared memory for the addresses of its tensors, to be filled in
   */
  describe(
    inputs: readonly string[],
    outputs: readonly string[],
    memory: GraphMemory,
    { numbers, task }: { readonly numbers: Float64Array; readonly task: number },
  ): { readonly given: BigUint64Array; readonly taken: BigUint64Array } {
    const list = (length: number) => {
      const { address } = memory.allocateFirst(length * 8);
      const view = memory.shared.view(BigUint64Array, address, length);
      return { view, place: Number(this.#ort.machineAddress(address)) };
    };
    const nameList = (names: readonly string[]) => {
      const made = this.#ort.createNames(names);
      this.#names.push(made);
      const { view, place } = list(names.length);
      view.set(made.addresses);
      return place;
    };
    const [given, taken] = [list(inputs.length), list(outputs.length)];
    const at = task * TASK.numbers;
    numbers[at + TASK.session] = Number(this.#session!);
    numbers[at + TASK.inputNames] = nameList(inputs);
    numbers[at + TASK.inputs] = given.place;
    numbers[at + TASK.inputCount] = inputs.length;
    numbers[at + TASK.outputNames] = nameList(outputs);
    numbers[at + TASK.outputs] = taken.place;
    numbers[at + TASK.outputCount] = outputs.length;
    return { given: given.view, taken: taken.view };
  }

  release(): void {
    if (this.#session !== undefined) this.#ort.releaseSession(this.#session);
    this.#session = undefined;
  }
}

export interface NativeBinding {
  /** Addresses of the tensors, by the order of the names; to be filled in. */
  readonly inputs: BigUint64Array;
  readonly outputs: BigUint64Array;
  /** @throws OrtFailure */
  run(): void;
}
