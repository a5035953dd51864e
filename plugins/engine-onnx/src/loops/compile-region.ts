// A region as a function of WebAssembly. Each row is gone through once for each chain of reductions along it.
import { uniformValue } from '../graph/operators.js';
import type { Value } from '../graph/value.js';
import { rootOf } from '../stages/root-of.js';
import {
  block,
  branch,
  branchIf,
  type Code,
  f32x4,
  f64,
  fillMemory,
  get,
  i32,
  loop,
  set,
  tee,
} from '../wasm/code.js';
import type { LocalType, WasmFunction } from '../wasm/encode-module.js';
import { firstLaneOnly, LOOP_OPERATORS, LOOP_REDUCTIONS, type LoopTools } from './loop-operators.js';
import type { LoopRegion, RegionNode } from './loop-region.js';
import type { Access } from './node-space.js';

/** Parts that sums over rows are computed in, whatever the number of threads, so that the result does not depend on it. */
export const PARTS = 8;

/** Where the constants begin: there are never more addresses than fit before them. */
export const CONSTANTS = 1024;

/** An address that the function reads from its arguments. */
export interface RegionSlot {
  readonly kind: 'read' | 'write' | 'columnParts' | 'totalParts';
  readonly root: Value;
}

export interface CompiledRegion {
  readonly function: WasmFunction;
  /** In the order of the arguments: 32-bit addresses one after the other. */
  readonly slots: readonly RegionSlot[];
  /** 32-bit floats that follow {@link CONSTANTS} bytes behind the first argument. */
  readonly constants: readonly number[];
  /** Bytes of scratch memory that each thread needs. */
  readonly scratchBytes: number;
}

/** Locals 0 to 4: address of the arguments, first row, row behind the last, scratch memory, number of the part. */
const [ARGUMENTS, BEGIN, END, SCRATCH, PART] = [0, 1, 2, 3, 4] as const;
const PARAMETERS = 5;

const addressOf = (base: number, offset: number): Code => [...get(base), ...get(offset), ...i32.add()];
const bytesOf = (index: Code, count: number): Code => [...index, ...i32.const(count * 4), ...i32.mul()];

/** @param stored roots made in the region that others read */
export function compileRegion(region: LoopRegion, stored: ReadonlySet<Value>): CompiledRegion {
  return new RegionCompiler(region, stored).compile();
}

class RegionCompiler {
  readonly #locals: LocalType[] = [];
  readonly #slots: RegionSlot[] = [];
  readonly #bases = new Map<string, number>();
  readonly #prologue: Code[] = [];
  readonly #rowStart: Code[] = [];
  /** Locals that hold operands for the whole function or for a row. */
  readonly #held = new Map<string, number>();
  readonly #results = new Map<Value, number>();
  readonly #levels = new Map<Value, number>();
  readonly #scratch = new Map<Value, number>();
  readonly #row: number;
  readonly #offset: number;
  readonly #constants = new Map<number, number>();
  readonly #tools: LoopTools;

  constructor(
    readonly region: LoopRegion,
    readonly stored: ReadonlySet<Value>,
  ) {
    this.#row = this.#local('i32');
    this.#offset = this.#local('i32');
    this.#tools = {
      locals: { x: this.#local('v128'), n: this.#local('v128'), r: this.#local('v128') },
      constant: (value) => get(this.#constant(value)),
    };
  }

  compile(): CompiledRegion {
    const { nodes, space } = this.region;
    this.#findLevels();
    const passes = 1 + Math.max(0, ...nodes.map((part) => this.#passOf(part)));
    for (const part of nodes) this.#results.set(part.node.outputs[0]!, this.#local('v128'));
    const epilogue = nodes.flatMap((part) => (part.role === 'all' ? this.#sumAll(part) : []));
    const perRow = (pass: number): Code[] =>
      nodes.flatMap((part) =>
        part.role === 'perRow' && this.#levels.get(part.node.outputs[0]!) === pass
          ? [this.#computePerRow(part)]
          : [],
      );
    const body: Code[] = [...perRow(0)];
    for (let pass = 0; pass < passes; pass++) body.push(...this.#passCode(pass), ...perRow(pass + 1));
    const code = [
      ...this.#prologue.flat(),
      ...[...get(BEGIN), ...set(this.#row)],
      ...block(
        loop(
          [...get(this.#row), ...get(END), ...i32.notLess(), ...branchIf(1)],
          this.#rowStart.flat(),
          body.flat(),
          [...get(this.#row), ...i32.const(1), ...i32.add(), ...set(this.#row)],
          branch(0),
        ),
      ),
      ...epilogue,
    ];
    return {
      function: { parameters: PARAMETERS, locals: this.#locals, code },
      slots: this.#slots,
      constants: [...this.#constants.keys()],
      scratchBytes: this.#scratch.size * paddedBytes(space.width),
    };
  }

  #local(type: LocalType): number {
    this.#locals.push(type);
    return PARAMETERS + this.#locals.length - 1;
  }

  /** The first pass at which each value is known: results for rows are known to the pass behind them. */
  #findLevels(): void {
    for (const { node, role, operands } of this.region.nodes) {
      const known = Math.max(0, ...operands.map(({ value }) => this.#levels.get(rootOf(value)) ?? 0));
      this.#levels.set(node.outputs[0]!, role === 'rows' ? known + 1 : known);
    }
  }

  /** The pass that computes a node, or goes through its operand. */
  #passOf({ node, role, operands }: RegionNode): number {
    if (role === 'perRow') return 0;
    if (role === 'elementwise') return this.#levels.get(node.outputs[0]!)!;
    return this.#levels.get(rootOf(operands[0]!.value)) ?? 0;
  }

  /** Local with a number that is read from the arguments. */
  #constant(value: number): number {
    let local = this.#constants.get(value);
    if (local === undefined) {
      local = this.#local('v128');
      const place = CONSTANTS + this.#constants.size * 4;
      this.#constants.set(value, local);
      this.#prologue.push([
        ...[...get(ARGUMENTS), ...i32.const(place), ...i32.add()],
        ...[...f32x4.loadSplat(), ...set(local)],
      ]);
    }
    return local;
  }

  #slot(kind: RegionSlot['kind'], root: Value): number {
    const key = `${kind}:${root.id}`;
    let base = this.#bases.get(key);
    if (base === undefined) {
      base = this.#local('i32');
      this.#bases.set(key, base);
      this.#prologue.push([
        ...[...get(ARGUMENTS), ...i32.const(this.#slots.length * 4), ...i32.add()],
        ...[...i32.load(), ...set(base)],
      ]);
      this.#slots.push({ kind, root });
    }
    return base;
  }

  /** Local with the address of the present row of an array. */
  #rowPointer(kind: 'read' | 'write', root: Value, period?: number): number {
    const key = `pointer:${kind}:${root.id}:${period ?? ''}`;
    let pointer = this.#held.get(key);
    if (pointer === undefined) {
      const base = this.#slot(kind, root);
      pointer = this.#local('i32');
      this.#held.set(key, pointer);
      const row: Code =
        period === undefined ? get(this.#row) : [...get(this.#row), ...i32.const(period), ...i32.remainder()];
      this.#rowStart.push([
        ...[...get(base), ...bytesOf(row, this.region.space.width), ...i32.add()],
        ...set(pointer),
      ]);
    }
    return pointer;
  }

  /** Local with one number in all lanes, read at the beginning or once for each row. */
  #number(root: Value, access: 'scalar' | 'row'): Code {
    const key = `${access}:${root.id}`;
    let local = this.#held.get(key);
    if (local === undefined) {
      const base = this.#slot('read', root);
      local = this.#local('v128');
      this.#held.set(key, local);
      const code = access === 'scalar' ? this.#prologue : this.#rowStart;
      const address =
        access === 'scalar' ? get(base) : [...get(base), ...bytesOf(get(this.#row), 1), ...i32.add()];
      code.push([...address, ...f32x4.loadSplat(), ...set(local)]);
    }
    return get(local);
  }

  /** Scratch memory of a value that a later pass needs: the address of its present elements. */
  #scratchAddress(value: Value): Code {
    let index = this.#scratch.get(value);
    if (index === undefined) {
      index = this.#scratch.size;
      this.#scratch.set(value, index);
    }
    const start = index * paddedBytes(this.region.space.width);
    return [...addressOf(SCRATCH, this.#offset), ...i32.const(start), ...i32.add()];
  }

  #passCode(pass: number): Code[] {
    const parts = this.region.nodes.filter((part) => part.role !== 'perRow' && this.#passOf(part) === pass);
    const reductions = parts.filter(({ role }) => role === 'rows');
    const accumulators = new Map(reductions.map((part) => [part, this.#local('v128')]));
    const { width } = this.region.space;
    const whole = width - (width % 4);
    const body = (tail: boolean): Code => this.#elements(parts, accumulators, pass, tail);
    const run = (from: number, to: number, tail: boolean): Code => [
      ...[...i32.const(from * 4), ...set(this.#offset)],
      ...loop(
        body(tail),
        [...get(this.#offset), ...i32.const(tail ? 4 : 16), ...i32.add(), ...tee(this.#offset)],
        [...i32.const(to * 4), ...i32.less(), ...branchIf(0)],
      ),
    ];
    return [
      [...accumulators].flatMap(([{ node }, local]) => [
        ...f32x4.const(LOOP_REDUCTIONS[node.op]!.start),
        ...set(local),
      ]),
      whole > 0 ? run(0, whole, false) : [],
      whole < width ? run(whole, width, true) : [],
      ...[...accumulators].map(([part, local]) => this.#finishRow(part, local)),
    ];
  }

  /** Code for one group of elements: four, or the first lane alone. */
  #elements(
    parts: readonly RegionNode[],
    accumulators: ReadonlyMap<RegionNode, number>,
    pass: number,
    tail: boolean,
  ): Code {
    const loaded = new Map<string, number>();
    const code: Code[] = [];
    const read = (value: Value, access: Access): Code =>
      this.#operand(value, access, pass, tail, loaded, code);
    for (const part of parts) {
      const result = part.node.outputs[0]!;
      const operands = part.operands.map(({ value, access }) => read(value, access));
      if (part.role === 'elementwise') {
        const local = this.#results.get(result)!;
        code.push([...LOOP_OPERATORS[part.node.op]!(operands, this.#tools), ...set(local)]);
        code.push(this.#keep(result, local, pass, tail));
      } else {
        code.push(this.#accumulate(part, operands[0]!, accumulators.get(part), tail));
      }
    }
    return code.flat();
  }

  #operand(
    value: Value,
    access: Access,
    pass: number,
    tail: boolean,
    loaded: Map<string, number>,
    code: Code[],
  ): Code {
    const constant = access.kind === 'scalar' ? uniformValue(value) : undefined;
    if (constant !== undefined) return get(this.#constant(constant));
    const root = rootOf(value);
    if (access.kind === 'scalar') return this.#number(root, 'scalar');
    const made = this.region.makes.has(root);
    if (access.kind === 'row') return made ? get(this.#results.get(root)!) : this.#number(root, 'row');
    if (made && this.#levels.get(root) === pass) return get(this.#results.get(root)!);
    const key = `${root.id}:${access.kind}`;
    let local = loaded.get(key);
    if (local === undefined) {
      local = this.#loadLocal(key);
      loaded.set(key, local);
      const address = made ? this.#scratchAddress(root) : this.#address(root, access);
      code.push([...address, ...(tail ? f32x4.loadSplat() : f32x4.load()), ...set(local)]);
    }
    return get(local);
  }

  #loadLocal(key: string): number {
    const name = `load:${key}`;
    let local = this.#held.get(name);
    if (local === undefined) {
      local = this.#local('v128');
      this.#held.set(name, local);
    }
    return local;
  }

  #address(root: Value, access: Access): Code {
    if (access.kind === 'column') return addressOf(this.#slot('read', root), this.#offset);
    const period = access.kind === 'periodic' ? access.period : undefined;
    return addressOf(this.#rowPointer('read', root, period), this.#offset);
  }

  /** Writes a result where others or later passes look for it. */
  #keep(result: Value, local: number, pass: number, tail: boolean): Code {
    const write = (address: Code): Code => [
      ...address,
      ...get(local),
      ...(tail ? f32x4.storeFirst() : f32x4.store()),
    ];
    const later = this.region.nodes.some(
      (part) =>
        part.role !== 'perRow' &&
        this.#passOf(part) > pass &&
        part.operands.some(({ value }) => rootOf(value) === result),
    );
    return [
      ...(later ? write(this.#scratchAddress(result)) : []),
      ...(this.stored.has(result) ? write(addressOf(this.#rowPointer('write', result), this.#offset)) : []),
    ];
  }

  #accumulate(part: RegionNode, operand: Code, accumulator: number | undefined, tail: boolean): Code {
    const result = part.node.outputs[0]!;
    const { combine } = LOOP_REDUCTIONS[part.role === 'columns' ? 'ReduceSum' : part.node.op]!;
    switch (part.role) {
      case 'rows': {
        // In the tail all lanes hold the one element: a maximum may have it four times, a sum may not.
        const element = tail && combine === f32x4.add ? [...operand, ...firstLaneOnly()] : operand;
        return [...get(accumulator!), ...element, ...combine(), ...set(accumulator!)];
      }
      case 'columns': {
        const address = addressOf(this.#columnPointer(result), this.#offset);
        const load = tail ? f32x4.loadSplat() : f32x4.load();
        const store = tail ? f32x4.storeFirst() : f32x4.store();
        return [...address, ...address, ...load, ...operand, ...f32x4.add(), ...store];
      }
      default: {
        const lanes = this.#totalLanes(result);
        const element = tail ? [...operand, ...firstLaneOnly()] : operand;
        return [...get(lanes), ...element, ...f32x4.add(), ...set(lanes)];
      }
    }
  }

  /** Sums of the columns over the rows of a part, which begin at zero. */
  #columnPointer(result: Value): number {
    const key = `columns:${result.id}`;
    let pointer = this.#held.get(key);
    if (pointer === undefined) {
      const base = this.#slot('columnParts', result);
      pointer = this.#local('i32');
      this.#held.set(key, pointer);
      const { width } = this.region.space;
      this.#prologue.push([
        ...[...get(base), ...bytesOf(get(PART), width), ...i32.add(), ...set(pointer)],
        ...[...get(pointer), ...i32.const(0), ...i32.const(width * 4), ...fillMemory()],
      ]);
    }
    return pointer;
  }

  /** Local with the sums of a row by lane; it is added to the total behind each row. */
  #totalLanes(result: Value): number {
    const key = `lanes:${result.id}`;
    let lanes = this.#held.get(key);
    if (lanes === undefined) {
      lanes = this.#local('v128');
      this.#held.set(key, lanes);
      this.#rowStart.push([...f32x4.const(0), ...set(lanes)]);
    }
    return lanes;
  }

  /** Sum over all elements of a part, in double precision over rows. */
  #sumAll(part: RegionNode): Code {
    const result = part.node.outputs[0]!;
    const total = this.#local('f64');
    const lanes = this.#totalLanes(result);
    // The row before is complete when the next one begins: lanes are added there and once more at the end.
    const add: Code = [
      ...get(total),
      ...[0, 1, 2, 3].flatMap((lane) => [
        ...[...get(lanes), ...f32x4.lane(lane), ...f64.fromF32()],
        ...(lane === 0 ? [] : f64.add()),
      ]),
      ...[...f64.add(), ...set(total)],
    ];
    this.#rowStart.unshift(add);
    const base = this.#slot('totalParts', result);
    return [...add, ...[...get(base), ...bytesOf(get(PART), 2), ...i32.add(), ...get(total), ...f64.store()]];
  }

  #finishRow({ node }: RegionNode, accumulator: number): Code {
    const { combine, mean } = LOOP_REDUCTIONS[node.op]!;
    const result = node.outputs[0]!;
    const local = this.#results.get(result)!;
    const lane = (index: number): Code => [...get(accumulator), ...f32x4.lane(index), ...f32x4.splat()];
    const halves = (a: number, b: number): Code => [...lane(a), ...lane(b), ...combine()];
    const scale = mean ? [...f32x4.const(1 / this.region.space.width), ...f32x4.mul()] : [];
    return [
      ...[...halves(0, 1), ...halves(2, 3), ...combine(), ...scale, ...set(local)],
      ...this.#keepRow(result, local),
    ];
  }

  #computePerRow({ node, operands }: RegionNode): Code {
    const result = node.outputs[0]!;
    const local = this.#results.get(result)!;
    const code = operands.map(({ value, access }) => this.#operand(value, access, -1, false, new Map(), []));
    return [...LOOP_OPERATORS[node.op]!(code, this.#tools), ...set(local), ...this.#keepRow(result, local)];
  }

  #keepRow(result: Value, local: number): Code {
    if (!this.stored.has(result)) return [];
    const base = this.#slot('write', result);
    return [
      ...[...get(base), ...bytesOf(get(this.#row), 1), ...i32.add()],
      ...[...get(local), ...f32x4.storeFirst()],
    ];
  }
}

function paddedBytes(width: number): number {
  return Math.ceil(width / 16) * 64;
}
