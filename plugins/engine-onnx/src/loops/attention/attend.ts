// Attention of one token per row over a cache of keys and values, as a function of WebAssembly. Knows neither values nor threads.
import { type Code, copyMemory, f32x4, fillMemory, get, i32, set } from '../../wasm/code.js';
import type { WasmFunction } from '../../wasm/encode-module.js';
import { exponential } from '../../wasm/exponential.js';
import { FunctionLocals, increase, timesFour, whileLess } from '../function-locals.js';
import { ARGUMENTS, BEGIN, END, SCRATCH } from '../region-frame.js';

/** What a token is described by: 32-bit words, addresses within banks before numbers. */
export const ATTENTION_WORDS = {
  /** [batch, kvHeads, group, width] */
  queries: 0,
  /** [batch, kvHeads, width], as the values */
  keys: 1,
  values: 2,
  /** [batch, kvHeads, capacity, width], as the values; the token's are written at its position */
  storedKeys: 3,
  storedValues: 4,
  /** int32 [batch] */
  positions: 5,
  /** as the queries */
  mixed: 6,
  kvHeads: 7,
  /** Heads that share keys and values. */
  group: 8,
  /** A multiple of 8. */
  width: 9,
  capacity: 10,
  /** A float: what scores are multiplied by. */
  scale: 11,
  count: 12,
} as const;

export const ATTENTION_ARRAYS = [
  ...(['queries', 'keys', 'values', 'storedKeys', 'storedValues', 'positions', 'mixed'] as const),
] as const;

export type AttentionBanks = Readonly<Record<(typeof ATTENTION_ARRAYS)[number], number>>;

/** Bytes of scratch memory: the weights of all places, and a group of four behind them. */
export function attentionScratch(capacity: number): number {
  return (capacity + 4) * 4;
}

/** Works on a range of rows and heads of keys: pairs of (row, head), numbered row by row. */
export function attend(banks: AttentionBanks): WasmFunction {
  const locals = new FunctionLocals();
  const { unit, row, last, key, value, query, out } = locals.named(
    ...(['unit', 'row', 'last', 'key', 'value', 'query', 'out'] as const),
  );
  const { at, stop, place, end, head, heads, cache, from } = locals.named(
    ...(['at', 'stop', 'place', 'end', 'head', 'heads', 'cache', 'from'] as const),
  );
  const [scale, most, total, a, b, weight] = locals.many(6, 'v128') as [
    ...[number, number, number],
    ...[number, number, number],
  ];
  const [x, n, r] = locals.many(3, 'v128') as [number, number, number];
  const word = (name: Exclude<keyof typeof ATTENTION_WORDS, 'count'>): Code => [
    ...get(ARGUMENTS),
    ...i32.load(0, ATTENTION_WORDS[name] * 4),
  ];
  const lane = (local: number, index: number): Code => [
    ...get(local),
    ...f32x4.lane(index),
    ...f32x4.splat(),
  ];
  const across = (local: number, combine: () => Code): Code => [
    ...[...lane(local, 0), ...lane(local, 1), ...combine()],
    ...[...lane(local, 2), ...lane(local, 3), ...combine(), ...combine()],
  ];

  /** Copies what is new to its place in the cache. */
  const store = (given: 'keys' | 'values', stored: 'storedKeys' | 'storedValues', first: number): Code => [
    ...[...word(stored), ...get(unit), ...get(cache), ...i32.mul(), ...i32.add(), ...set(first)],
    ...[...get(first), ...get(last), ...i32.add()],
    ...[...word(given), ...get(unit), ...get(row), ...i32.mul(), ...i32.add()],
    ...[...get(row), ...copyMemory(banks[stored], banks[given])],
  ];

  const product = (local: number, offset: number): Code => [
    ...[
      ...get(at),
      ...f32x4.load(banks.queries, offset),
      ...get(from),
      ...f32x4.load(banks.storedKeys, offset),
    ],
    ...[...get(local), ...f32x4.multiplyAdd(), ...set(local)],
  ];
  /** A score for each place, and the largest of them. */
  const scores: Code = [
    ...[...f32x4.const(Number.NEGATIVE_INFINITY), ...set(most)],
    ...[...get(SCRATCH), ...set(place), ...get(key), ...set(from)],
    ...whileLess(
      place,
      end,
      [...f32x4.const(0), ...set(a), ...f32x4.const(0), ...set(b), ...get(query), ...set(at)],
      [...get(query), ...get(row), ...i32.add(), ...set(stop)],
      whileLess(
        at,
        stop,
        [...product(a, 0), ...product(b, 16)],
        increase(at, i32.const(32)),
        increase(from, i32.const(32)),
      ),
      [...get(a), ...get(b), ...f32x4.add(), ...set(a)],
      [...across(a, f32x4.add), ...get(scale), ...f32x4.mul(), ...set(a)],
      [...get(most), ...get(a), ...f32x4.max(), ...set(most)],
      [...get(place), ...get(a), ...f32x4.storeFirst()],
      increase(place, i32.const(4)),
    ),
  ];
  /** Scores become weights, and weights are added up. Behind the last place is nothing. */
  const weights: Code = [
    ...[...get(end), ...f32x4.const(Number.NEGATIVE_INFINITY), ...f32x4.store()],
    ...[...f32x4.const(0), ...set(total), ...get(SCRATCH), ...set(place)],
    ...whileLess(
      place,
      end,
      [...get(place), ...get(place), ...f32x4.load(), ...get(most), ...f32x4.sub()],
      exponential({ x, n, r }, (number) => locals.constant(number)),
      [...set(weight), ...get(weight), ...f32x4.store()],
      [...get(total), ...get(weight), ...f32x4.add(), ...set(total)],
      increase(place, i32.const(16)),
    ),
    ...[...locals.constant(1), ...across(total, f32x4.add), ...f32x4.div(), ...set(total)],
  ];
  const eachOutput = (element: (offset: number) => Code, ...more: readonly Code[]): Code => [
    ...[...get(out), ...set(at), ...get(out), ...get(row), ...i32.add(), ...set(stop)],
    ...whileLess(
      at,
      stop,
      ...[0, 16].map((offset) => [
        ...[...get(at), ...get(at), ...f32x4.load(banks.mixed, offset), ...element(offset)],
        ...f32x4.store(banks.mixed, offset),
      ]),
      increase(at, i32.const(32)),
      ...more,
    ),
  ];
  const mix: Code = [
    ...[...get(out), ...i32.const(0), ...get(row), ...fillMemory(banks.mixed)],
    ...[...get(SCRATCH), ...set(place), ...get(value), ...set(from)],
    ...whileLess(
      place,
      end,
      [...get(place), ...f32x4.loadSplat(), ...set(weight)],
      eachOutput(
        (offset) => [
          ...[...set(a), ...get(weight), ...get(from), ...f32x4.load(banks.storedValues, offset)],
          ...[...get(a), ...f32x4.multiplyAdd()],
        ],
        increase(from, i32.const(32)),
      ),
      increase(place, i32.const(4)),
    ),
    ...eachOutput(() => [...get(total), ...f32x4.mul()]),
  ];

  return locals.finish([
    ...[...timesFour(word('width')), ...set(row), ...word('group'), ...set(heads)],
    ...[...get(row), ...word('capacity'), ...i32.mul(), ...set(cache)],
    ...[...get(ARGUMENTS), ...f32x4.loadSplat(0, ATTENTION_WORDS.scale * 4), ...set(scale)],
    ...[...get(BEGIN), ...set(unit)],
    ...whileLess(
      unit,
      END,
      [...word('positions'), ...timesFour([...get(unit), ...word('kvHeads'), ...i32.divide()]), ...i32.add()],
      [...i32.load(banks.positions), ...set(last)],
      [...get(SCRATCH), ...timesFour(get(last)), ...i32.const(4), ...i32.add(), ...i32.add(), ...set(end)],
      [...get(last), ...get(row), ...i32.mul(), ...set(last)],
      store('keys', 'storedKeys', key),
      store('values', 'storedValues', value),
      [...get(unit), ...get(heads), ...i32.mul(), ...get(row), ...i32.mul(), ...set(head)],
      [...word('queries'), ...get(head), ...i32.add(), ...set(query)],
      [...word('mixed'), ...get(head), ...i32.add(), ...set(out)],
      [...i32.const(0), ...set(head)],
      whileLess(
        head,
        heads,
        [...scores, ...weights, ...mix],
        increase(query, get(row)),
        increase(out, get(row)),
        increase(head, i32.const(1)),
      ),
      increase(unit, i32.const(1)),
    ),
  ]);
}
