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
import type { CompiledRegion } from './compiled-region.js';
import { type FusedProduct, findFusedProducts } from './find-fused-products.js';
import { findPasses, type RegionPasses } from './find-passes.js';
import { firstLaneOnly, LOOP_OPERATORS, LOOP_REDUCTIONS, type LoopTools } from './loop-operators.js';
import type { LoopRegion, RegionNode } from './loop-region.js';
import type { Access } from './node-space.js';
import { addressOf, BEGIN, bytesOf, END, PARAMETERS, PART, RegionFrame } from './region-frame.js';

/**
 * @param stored roots made in the region that others read
 * @param triangular whether all that counts lies on and below the diagonal of each square of rows
 * @param bankOf in which bank of the memory the array of a root is
 */
export function compileRegion(
  region: LoopRegion,
  stored: ReadonlySet<Value>,
  triangular = false,
  bankOf: (root: Value) => number = () => 0,
): CompiledRegion {
  const frame = new RegionFrame(region.space.width, bankOf);
  return new RegionCompiler(region, stored, triangular, frame).compile();
}

class RegionCompiler {
  readonly #frame: RegionFrame;
  readonly #passes: RegionPasses;
  /** Locals with the present elements of what is made here, or with its number for the row. */
  readonly #results = new Map<Value, number>();
  readonly #tools: LoopTools;
  readonly #fused: ReadonlyMap<RegionNode, FusedProduct>;
  /** Products that are computed where they are added. */
  readonly #absorbed: ReadonlySet<RegionNode>;

  constructor(
    readonly region: LoopRegion,
    readonly stored: ReadonlySet<Value>,
    readonly triangular: boolean,
    frame: RegionFrame,
  ) {
    this.#frame = frame;
    this.#passes = findPasses(region);
    this.#fused = findFusedProducts(region, stored, this.#passes);
    this.#absorbed = new Set([...this.#fused.values()].map(({ product }) => product));
    this.#tools = {
      locals: { x: frame.local('v128'), n: frame.local('v128'), r: frame.local('v128') },
      constant: (value) => frame.constant(value),
    };
  }

  compile(): CompiledRegion {
    const { nodes } = this.region;
    const frame = this.#frame;
    for (const part of nodes) this.#results.set(part.node.outputs[0]!, frame.local('v128'));
    const epilogue = nodes.flatMap((part) => (part.role === 'all' ? this.#sumAll(part) : []));
    const perRow = (pass: number): Code[] =>
      nodes.flatMap((part) =>
        part.role === 'perRow' && this.#passes.levelOf(part.node.outputs[0]!) === pass
          ? [this.#computePerRow(part)]
          : [],
      );
    const body: Code[] = [];
    for (let pass = 0; pass < this.#passes.count; pass++)
      body.push(...this.#passCode(pass), ...perRow(pass + 1));
    if (this.triangular) body.push(...this.#clearAbove());
    const code = [
      ...frame.prologue.flat(),
      ...[...get(BEGIN), ...set(frame.row)],
      ...block(
        loop(
          [...get(frame.row), ...get(END), ...i32.notLess(), ...branchIf(1)],
          frame.rowStart.flat(),
          body.flat(),
          [...get(frame.row), ...i32.const(1), ...i32.add(), ...set(frame.row)],
          branch(0),
        ),
      ),
      ...epilogue,
    ];
    return {
      function: { parameters: PARAMETERS, locals: frame.locals, code },
      slots: frame.slots,
      constants: frame.constants,
      scratchBytes: frame.scratchBytes,
      banks: frame.banks,
    };
  }

  #passCode(pass: number): Code[] {
    const parts = this.region.nodes.filter(
      (part) => part.role !== 'perRow' && this.#passes.passOf(part) === pass,
    );
    const reductions = parts.filter(({ role }) => role === 'rows');
    const accumulators = new Map(reductions.map((part) => [part, this.#frame.local('v128')]));
    const { offset } = this.#frame;
    const { width } = this.region.space;
    const whole = width - (width % 4);
    const body = (tail: boolean): Code => this.#elements(parts, accumulators, pass, tail);
    const run = (from: number, to: number, tail: boolean): Code => [
      ...[...i32.const(from * 4), ...set(offset)],
      ...loop(
        body(tail),
        [...get(offset), ...i32.const(tail ? 4 : 16), ...i32.add(), ...tee(offset)],
        [
          ...(this.triangular ? get(this.#frame.diagonal()) : i32.const(to * 4)),
          ...i32.less(),
          ...branchIf(0),
        ],
      ),
    ];
    return [
      [...accumulators].flatMap(([{ node }, local]) => [
        ...[...f32x4.const(LOOP_REDUCTIONS[node.op]!.start), ...set(local)],
      ]),
      whole > 0 ? run(0, whole, false) : [],
      whole < width ? run(whole, width, true) : [],
      ...[...accumulators].map(([part, local]) => this.#finishRow(part, local)),
    ];
  }

  /** Writes zeros where the loops did not go. */
  #clearAbove(): Code[] {
    const frame = this.#frame;
    const row = this.region.space.width * 4;
    const limit = get(frame.diagonal());
    return this.region.nodes
      .flatMap(({ node, role }) => (role === 'elementwise' ? node.outputs : []))
      .filter((root) => this.stored.has(root))
      .map((root) => [
        ...[...get(frame.rowPointer('write', root)), ...limit, ...i32.add()],
        ...[...i32.const(0), ...i32.const(row), ...limit, ...i32.sub(), ...fillMemory(frame.bankOf(root))],
      ]);
  }

  /** Code for one group of elements: four, or the first lane alone. */
  #elements(
    parts: readonly RegionNode[],
    accumulators: ReadonlyMap<RegionNode, number>,
    pass: number,
    tail: boolean,
  ): Code {
    const loaded = new Set<string>();
    const code: Code[] = [];
    const read = (value: Value, access: Access): Code =>
      this.#operand(value, access, pass, tail, loaded, code);
    for (const part of parts) {
      if (this.#absorbed.has(part)) continue;
      const result = part.node.outputs[0]!;
      const fused = this.#fused.get(part);
      const factors = fused === undefined ? part.operands : [...fused.product.operands, fused.other];
      const operands = factors.map(({ value, access }) => read(value, access));
      if (part.role === 'elementwise') {
        const local = this.#results.get(result)!;
        const computed =
          fused === undefined
            ? LOOP_OPERATORS[part.node.op]!(operands, this.#tools)
            : [...operands.flat(), ...(fused.subtracted ? f32x4.subtractProduct() : f32x4.multiplyAdd())];
        code.push([...computed, ...set(local)]);
        code.push(this.#keep(result, local, pass, tail));
      } else {
        code.push(this.#accumulate(part, operands[0]!, accumulators.get(part), tail));
      }
    }
    return code.flat();
  }

  /** Code for an operand; what must be loaded first, once for a group of elements, is added to `code`. */
  #operand(
    value: Value,
    access: Access,
    pass: number,
    tail: boolean,
    loaded: Set<string>,
    code: Code[],
  ): Code {
    const constant = access.kind === 'scalar' ? uniformValue(value) : undefined;
    if (constant !== undefined) return this.#frame.constant(constant);
    const root = rootOf(value);
    if (access.kind === 'scalar') return this.#frame.number(root, 'scalar');
    const made = this.region.makes.has(root);
    if (access.kind === 'row') return made ? get(this.#results.get(root)!) : this.#frame.number(root, 'row');
    if (made && this.#passes.levelOf(root) === pass) return get(this.#results.get(root)!);
    const key = `${root.id}:${access.kind}`;
    const local = this.#frame.elements(key);
    if (!loaded.has(key)) {
      loaded.add(key);
      const address = made ? this.#frame.scratchAddress(root) : this.#address(root, access);
      const bank = made ? 0 : this.#frame.bankOf(root);
      code.push([...address, ...(tail ? f32x4.loadSplat(bank) : f32x4.load(bank)), ...set(local)]);
    }
    return get(local);
  }

  #address(root: Value, access: Access): Code {
    const { offset } = this.#frame;
    if (access.kind === 'column') return addressOf(this.#frame.slot('read', root), offset);
    return addressOf(this.#frame.rowPointer('read', root, access), offset);
  }

  /** Writes a result where others or later passes look for it. */
  #keep(result: Value, local: number, pass: number, tail: boolean): Code {
    const write = (address: Code, bank: number): Code => [
      ...[...address, ...get(local), ...(tail ? f32x4.storeFirst(bank) : f32x4.store(bank))],
    ];
    const frame = this.#frame;
    const later = this.#passes.neededLater(result, pass) ? write(frame.scratchAddress(result), 0) : [];
    if (!this.stored.has(result)) return later;
    const place = addressOf(frame.rowPointer('write', result), frame.offset);
    return [...later, ...write(place, frame.bankOf(result))];
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
        const address = addressOf(this.#frame.columnPointer(result), this.#frame.offset);
        const load = tail ? f32x4.loadSplat() : f32x4.load();
        const store = tail ? f32x4.storeFirst() : f32x4.store();
        return [...address, ...address, ...load, ...operand, ...f32x4.add(), ...store];
      }
      default: {
        const lanes = this.#frame.totalLanes(result);
        const element = tail ? [...operand, ...firstLaneOnly()] : operand;
        return [...get(lanes), ...element, ...f32x4.add(), ...set(lanes)];
      }
    }
  }

  /** Sum over all elements of a part, in double precision over rows. */
  #sumAll(part: RegionNode): Code {
    const result = part.node.outputs[0]!;
    const frame = this.#frame;
    const total = frame.local('f64');
    const lanes = frame.totalLanes(result);
    // The row before is complete when the next one begins: lanes are added there and once more at the end.
    const add: Code = [
      ...get(total),
      ...[0, 1, 2, 3].flatMap((lane) => [
        ...[...get(lanes), ...f32x4.lane(lane), ...f64.fromF32()],
        ...(lane === 0 ? [] : f64.add()),
      ]),
      ...[...f64.add(), ...set(total)],
    ];
    frame.rowStart.unshift(add);
    const base = frame.slot('totalParts', result);
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
    const code = operands.map(({ value, access }) => this.#operand(value, access, -1, false, new Set(), []));
    return [...LOOP_OPERATORS[node.op]!(code, this.#tools), ...set(local), ...this.#keepRow(result, local)];
  }

  /** Writes the number of a row where others look for it. */
  #keepRow(result: Value, local: number): Code {
    if (!this.stored.has(result)) return [];
    const store = f32x4.storeFirst(this.#frame.bankOf(result));
    return [...this.#frame.numberAddress('write', result), ...get(local), ...store];
  }
}
