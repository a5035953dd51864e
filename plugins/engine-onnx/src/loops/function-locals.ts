// Locals of a function that is written by hand, by name, and loops over them. Knows no arrays.
import { block, branch, branchIf, type Code, f32x4, get, i32, loop, set } from '../wasm/code.js';
import type { LocalType, WasmFunction } from '../wasm/encode-module.js';
import { PARAMETERS } from './region-frame.js';

export class FunctionLocals {
  readonly #types: LocalType[] = [];
  readonly #constants = new Map<number, number>();

  add(type: LocalType): number {
    this.#types.push(type);
    return PARAMETERS + this.#types.length - 1;
  }

  many(count: number, type: LocalType): readonly number[] {
    return Array.from({ length: count }, () => this.add(type));
  }

  /** 32-bit integers. */
  named<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, number>> {
    return Object.fromEntries(names.map((name) => [name, this.add('i32')])) as Record<Name, number>;
  }

  /** A number in all lanes. */
  constant(value: number): Code {
    const local = this.#constants.get(value) ?? this.add('v128');
    this.#constants.set(value, local);
    return get(local);
  }

  /** A function with these locals and the parameters that all functions of loops have. */
  finish(code: Code): WasmFunction {
    const constants = [...this.#constants].flatMap(([value, local]) => [
      ...f32x4.const(value),
      ...set(local),
    ]);
    return { parameters: PARAMETERS, locals: this.#types, code: [...constants, ...code] };
  }
}

/** Bytes of so many floats. */
export const timesFour = (count: Code): Code => [...count, ...i32.const(4), ...i32.mul()];

export const increase = (local: number, by: Code): Code => [
  ...get(local),
  ...by,
  ...i32.add(),
  ...set(local),
];

/** Runs `body` as long as one local is below the other. */
export function whileLess(local: number, limit: number, ...body: readonly Code[]): Code {
  return block(loop([...get(local), ...get(limit), ...i32.notLess(), ...branchIf(1)], ...body, branch(0)));
}
