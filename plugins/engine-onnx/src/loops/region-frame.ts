// What the function of a region has at hand: locals, addresses, numbers that do not change along a row. Knows no operators.
import type { Value } from '../graph/value.js';
import { type Code, f32x4, fillMemory, get, i32, set } from '../wasm/code.js';
import type { LocalType } from '../wasm/encode-module.js';
import type { Access } from './node-space.js';

/** Byte offset of the constants behind the addresses; there are never more addresses than fit before them. */
export const CONSTANTS = 1024;

/** An address that the function reads from its arguments. */
export interface RegionSlot {
  readonly kind: 'read' | 'write' | 'columnParts' | 'totalParts';
  readonly root: Value;
}

/** Whether the slot is an array of the program's, not memory of the step that adds up a sum. */
export function isArray(kind: RegionSlot['kind']): boolean {
  return kind === 'read' || kind === 'write';
}

/** Locals 0 to 4: address of the arguments, first row, row behind the last, scratch memory, number of the part. */
export const [ARGUMENTS, BEGIN, END, SCRATCH, PART] = [0, 1, 2, 3, 4] as const;
export const PARAMETERS = 5;

/** The sum of two locals. */
export const addressOf = (base: number, offset: number): Code => [...get(base), ...get(offset), ...i32.add()];
/** `index` times `count` floats, in bytes. */
export const bytesOf = (index: Code, count: number): Code => [
  ...index,
  ...i32.const(count * 4),
  ...i32.mul(),
];

/** Each method gives a local or code for it; what must be done to fill the local is noted in `prologue` or `rowStart`. */
export class RegionFrame {
  readonly locals: LocalType[] = [];
  readonly slots: RegionSlot[] = [];
  /** Code before the first row. */
  readonly prologue: Code[] = [];
  /** Code at the beginning of each row. */
  readonly rowStart: Code[] = [];
  /** The present row. */
  readonly row: number;
  /** Bytes of a row before the present elements. */
  readonly offset: number;
  /** Banks of the memory that are used, from the first on. */
  banks = 1;
  readonly #width: number;
  /** Locals that are filled once for the whole function or once for each row, by what they hold. */
  readonly #held = new Map<string, number>();
  readonly #constants = new Map<number, number>();
  readonly #scratch = new Map<Value, number>();

  /**
   * @param width numbers of a row
   * @param bankOf in which bank of the memory the array of a root is; all else is in the first
   */
  constructor(
    width: number,
    readonly bankOf: (root: Value) => number,
  ) {
    this.#width = width;
    this.row = this.local('i32');
    this.offset = this.local('i32');
  }

  /** 32-bit floats in the order in which they follow {@link CONSTANTS}. */
  get constants(): readonly number[] {
    return [...this.#constants.keys()];
  }

  get scratchBytes(): number {
    return this.#scratch.size * paddedBytes(this.#width);
  }

  local(type: LocalType): number {
    this.locals.push(type);
    return PARAMETERS + this.locals.length - 1;
  }

  /** A number in all lanes, read from the arguments: written into the code it would be rebuilt at each use. */
  constant(value: number): Code {
    let local = this.#constants.get(value);
    if (local === undefined) {
      local = this.local('v128');
      const place = CONSTANTS + this.#constants.size * 4;
      this.#constants.set(value, local);
      this.prologue.push([
        ...[...get(ARGUMENTS), ...i32.const(place), ...i32.add()],
        ...[...f32x4.loadSplat(), ...set(local)],
      ]);
    }
    return get(local);
  }

  /** Local with an address that the arguments give. */
  slot(kind: RegionSlot['kind'], root: Value): number {
    return this.#hold(`${kind}:${root.id}`, 'i32', (base) => {
      this.prologue.push([
        ...[...get(ARGUMENTS), ...i32.const(this.slots.length * 4), ...i32.add()],
        ...[...i32.load(), ...set(base)],
      ]);
      this.slots.push({ kind, root });
      if (isArray(kind)) this.banks = Math.max(this.banks, this.bankOf(root) + 1);
    });
  }

  /** Local with the address of the present row of an array, or of the row that an operand reads then. */
  rowPointer(kind: 'read' | 'write', root: Value, access: Access = { kind: 'full' }): number {
    const base = this.slot(kind, root);
    const key =
      access.kind === 'periodic' ? access.period : access.kind === 'repeated' ? `/${access.times}` : '';
    return this.#hold(`pointer:${kind}:${root.id}:${key}`, 'i32', (pointer) => {
      const row: Code = [
        ...get(this.row),
        ...(access.kind === 'periodic' ? [...i32.const(access.period), ...i32.remainder()] : []),
        ...(access.kind === 'repeated' ? [...i32.const(access.times), ...i32.divide()] : []),
      ];
      this.rowStart.push([...get(base), ...bytesOf(row, this.#width), ...i32.add(), ...set(pointer)]);
    });
  }

  /** Address of the one number that an array of one number for each row has for the present row. */
  numberAddress(kind: 'read' | 'write', root: Value): Code {
    return [...get(this.slot(kind, root)), ...bytesOf(get(this.row), 1), ...i32.add()];
  }

  /** One number in all lanes, read before the first row or once for each row. */
  number(root: Value, access: 'scalar' | 'row'): Code {
    const base = this.slot('read', root);
    const local = this.#hold(`${access}:${root.id}`, 'v128', (held) => {
      const code = access === 'scalar' ? this.prologue : this.rowStart;
      const address = access === 'scalar' ? get(base) : this.numberAddress('read', root);
      code.push([...address, ...f32x4.loadSplat(this.bankOf(root)), ...set(held)]);
    });
    return get(local);
  }

  /** Local for the present elements of an operand. @param key of the operand */
  elements(key: string): number {
    return this.#hold(`load:${key}`, 'v128', () => {});
  }

  /** Scratch memory of a value that a later pass needs: the address of its present elements. */
  scratchAddress(value: Value): Code {
    const index = this.#scratch.get(value) ?? this.#scratch.size;
    this.#scratch.set(value, index);
    return [...addressOf(SCRATCH, this.offset), ...i32.const(index * paddedBytes(this.#width)), ...i32.add()];
  }

  /** Local with the address of the sums of the columns over the rows of a part, which begin at zero. */
  columnPointer(result: Value): number {
    const base = this.slot('columnParts', result);
    return this.#hold(`columns:${result.id}`, 'i32', (pointer) => {
      this.prologue.push([
        ...[...get(base), ...bytesOf(get(PART), this.#width), ...i32.add(), ...set(pointer)],
        ...[...get(pointer), ...i32.const(0), ...i32.const(this.#width * 4), ...fillMemory()],
      ]);
    });
  }

  /** Local with the bytes of a row up to the diagonal of its square, and on to a whole group of four. */
  diagonal(): number {
    return this.#hold('diagonal', 'i32', (limit) => {
      const column = [...get(this.row), ...i32.const(this.#width), ...i32.remainder()];
      const group = [...column, ...i32.const(-4), ...i32.and()];
      this.rowStart.push([...bytesOf(group, 1), ...[...i32.const(16), ...i32.add(), ...set(limit)]]);
    });
  }

  /** Local with the sums of a row by lane, zero when the row begins. */
  totalLanes(result: Value): number {
    return this.#hold(`lanes:${result.id}`, 'v128', (lanes) => {
      this.rowStart.push([...f32x4.const(0), ...set(lanes)]);
    });
  }

  #hold(key: string, type: LocalType, fill: (local: number) => void): number {
    let local = this.#held.get(key);
    if (local === undefined) {
      local = this.local(type);
      this.#held.set(key, local);
      fill(local);
    }
    return local;
  }
}

function paddedBytes(width: number): number {
  return Math.ceil(width / 16) * 64;
}
