// A session of the C interface, with the names of its inputs and outputs.
import type { NativeOrt, NativeSessionOptions } from './native-ort.js';

type Address = bigint | number;

export class NativeSession {
  readonly #ort: NativeOrt;
  #session: Address | undefined;

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
