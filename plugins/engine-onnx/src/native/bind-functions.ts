// The functions of ONNX Runtime's C interface, as koffi makes them callable. Each thread binds them for itself.
import { createRequire } from 'node:module';
import { findOrtLibrary } from './find-ort-library.js';
import { KOFFI_TYPES, ORT_API_VERSION, ORT_FUNCTIONS, type OrtFunctionName } from './ort-functions.js';

export type Koffi = typeof import('koffi');
export type OrtCall = (...parameters: unknown[]) => unknown;
export type OrtCalls = Readonly<Record<OrtFunctionName, OrtCall>>;

/** The most that koffi gives to a call. ONNX Runtime goes through graphs by recursion, a large one needs more than 2 MiB. */
const STACK_BYTES = 16 * 1024 * 1024;

/** Undefined where the machine has no library. @throws where it, or koffi, cannot be loaded */
export function bindOrt(): { readonly koffi: Koffi; readonly calls: OrtCalls } | undefined {
  const path = findOrtLibrary();
  if (path === undefined) return undefined;
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  koffi.config({ sync_stack_size: STACK_BYTES });
  return { koffi, calls: bindFunctions(koffi, path) };
}

function bindFunctions(koffi: Koffi, path: string): OrtCalls {
  const at = (table: unknown, place: number, result: string, parameters: readonly string[]): OrtCall =>
    koffi.decode(
      koffi.decode(table, place * koffi.sizeof('void *'), 'void *'),
      koffi.proto(result, [...parameters]),
    ) as OrtCall;
  const entry = koffi.load(path).func('OrtGetApiBase', 'void *', []) as OrtCall;
  const table = at(entry(), 0, 'void *', ['uint32'])(ORT_API_VERSION);
  const calls = Object.entries<(typeof ORT_FUNCTIONS)[OrtFunctionName] & { readonly result?: string }>(
    ORT_FUNCTIONS,
  ).map(([name, { place, parameters, result = 'status' }]) => [
    name,
    at(
      table,
      place,
      KOFFI_TYPES[result as keyof typeof KOFFI_TYPES],
      parameters.map((type) => KOFFI_TYPES[type]),
    ),
  ]);
  return Object.fromEntries(calls) as OrtCalls;
}
