// Writes functions over shared memories as a WebAssembly module.
import { type Code, end, unsigned } from './code.js';

/** Types of locals. */
export const LOCAL_TYPES = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type LocalType = keyof typeof LOCAL_TYPES;

export interface WasmFunction {
  /** Number of i32 parameters; they are the first locals. There is no result. */
  readonly parameters: number;
  readonly locals: readonly LocalType[];
  readonly code: Code;
}

/** Pages of 64 KiB that a memory may have: all that 32-bit addresses reach. */
export const MAXIMUM_PAGES = 65536;

/**
 * The functions are exported as `f0`, `f1`, …; the memories are imported as `host.memory0`, `host.memory1`, …, each shared and of up
 * to {@link MAXIMUM_PAGES}.
 * @param memories number of them
 */
export function encodeModule(functions: readonly WasmFunction[], memories = 1): Uint8Array<ArrayBuffer> {
  const counts = [...new Set(functions.map(({ parameters }) => parameters))];
  const types = counts.map((count) => [0x60, ...vector(Array.from({ length: count }, () => [0x7f])), 0]);
  const limits = [0x02, 0x03, ...unsigned(1), ...unsigned(MAXIMUM_PAGES)];
  const imports = Array.from({ length: memories }, (_, i) => [
    ...text('host'),
    ...text(`memory${i}`),
    ...limits,
  ]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector(imports)),
    ...section(3, vector(functions.map(({ parameters }) => unsigned(counts.indexOf(parameters))))),
    ...section(7, vector(functions.map((_, i) => [...text(`f${i}`), 0x00, ...unsigned(i)]))),
    ...section(10, vector(functions.map(encodeFunction))),
  ]);
}

function encodeFunction({ locals, code }: WasmFunction): number[] {
  // Runs of one type are declared together.
  const runs: { count: number; type: LocalType }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ count: 1, type });
  }
  const declared = vector(runs.map(({ count, type }) => [...unsigned(count), LOCAL_TYPES[type]]));
  const body = [...declared, ...code, ...end()];
  return [...unsigned(body.length), ...body];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return vector([...Buffer.from(value)].map((byte) => [byte]));
}
