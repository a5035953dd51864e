// A graph under construction. Equal constants and equal nodes are made once; arrays without elements become constants.
import { contentKey, keepOnce } from './constant-bytes.js';
import { encodeConstant } from './encode-constant.js';
import {
  type Attribute,
  type Node,
  type Source,
  sizeOfShape,
  type Value,
  type ValueInfo,
  type ValueType,
} from './value.js';

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: string;
}

export class Graph {
  #count = 0;
  readonly #known = new Map<string, readonly Value[]>();
  /** The tfjs kernel under way: what new nodes say they came from. */
  kernel: string | undefined;

  input(name: string, info: ValueInfo): Value {
    return this.#value(info, { kind: 'input', name });
  }

  constant(dtype: ValueType, shape: readonly number[], values: ArrayLike<number>): Value {
    return this.#constant(dtype, shape, encodeConstant(dtype, values));
  }

  #constant(dtype: ValueType, shape: readonly number[], bytes: Uint8Array): Value {
    return this.#once(`constant|${dtype}|${shape.join()}|${contentKey(bytes)}`, () => [
      this.#value({ dtype, shape }, { kind: 'constant', bytes: keepOnce(bytes) }),
    ])[0]!;
  }

  /** A constant of another graph. */
  copyConstant({ dtype, shape, source }: Value): Value {
    if (source.kind !== 'constant') return this.constant(dtype, shape, []);
    return this.#constant(dtype, shape, source.bytes);
  }

  /** The result of an operator with one output. */
  add(op: string, inputs: readonly Value[], info: ValueInfo, options: NodeOptions = {}): Value {
    if (sizeOfShape(info.shape) === 0) return this.constant(info.dtype, info.shape, []);
    return this.addMany(op, inputs, [info], options)[0]!;
  }

  /** The results of an operator with several outputs. */
  addMany(
    op: string,
    inputs: readonly Value[],
    infos: readonly ValueInfo[],
    { attributes = {}, domain = '' }: NodeOptions = {},
  ): readonly Value[] {
    const results = infos.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join();
    const key = `${domain}.${op}|${inputs.map(({ id }) => id).join()}|${JSON.stringify(attributes)}|${results}`;
    return this.#once(key, () => {
      const outputs: Value[] = [];
      const node: Node = { op, domain, inputs, outputs, attributes, kernel: this.kernel };
      for (const info of infos) outputs.push(this.#value(info, { kind: 'node', node }));
      return outputs;
    });
  }

  #once(key: string, make: () => readonly Value[]): readonly Value[] {
    let values = this.#known.get(key);
    if (values === undefined) {
      values = make();
      this.#known.set(key, values);
    }
    return values;
  }

  #value({ dtype, shape }: ValueInfo, source: Source): Value {
    return { id: this.#count++, dtype, shape: [...shape], source };
  }
}
