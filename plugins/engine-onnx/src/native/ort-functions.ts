// The functions of ONNX Runtime's C interface that are called here. Their places in the table `OrtApi` never change
// (onnxruntime_c_api.h: "the ordering of these fields MUST not change").

/** Version of the table: its first fields are the same in all later ones. */
export const ORT_API_VERSION = 16;

type Type = 'address' | 'buffer' | 'size' | 'int' | 'text';

interface Signature {
  /** Place in the table. */
  readonly place: number;
  readonly parameters: readonly Type[];
  /** Default: the address of a status, 0 for success. */
  readonly result?: 'text' | 'void';
}

/** A buffer holds numbers, an address stands for something of ONNX Runtime's. */
export const ORT_FUNCTIONS = {
  getErrorMessage: { place: 2, parameters: ['address'], result: 'text' },
  /** (environment, bytes, length, options, result) */
  createSessionFromArray: { place: 8, parameters: ['address', 'buffer', 'size', 'address', 'buffer'] },
  /** (session, options or 0, input names, inputs, count, output names, count, outputs) */
  run: {
    place: 9,
    parameters: ['address', 'address', 'buffer', 'buffer', 'size', 'buffer', 'size', 'buffer'],
  },
  /** The same, with the lists by their addresses. */
  runAt: {
    place: 9,
    parameters: ['address', 'address', 'address', 'address', 'size', 'address', 'size', 'address'],
  },
  createSessionOptions: { place: 10, parameters: ['buffer'] },
  setSessionLogSeverityLevel: { place: 22, parameters: ['address', 'int'] },
  setSessionGraphOptimizationLevel: { place: 23, parameters: ['address', 'int'] },
  setIntraOpNumThreads: { place: 24, parameters: ['address', 'int'] },
  setInterOpNumThreads: { place: 25, parameters: ['address', 'int'] },
  /** (memory info, address, bytes, dimensions, rank, element type, result): the memory stays the caller's. */
  createTensorWithData: {
    place: 49,
    parameters: ['address', 'address', 'size', 'buffer', 'size', 'int', 'buffer'],
  },
  /** (allocator type, memory type, result) */
  createCpuMemoryInfo: { place: 69, parameters: ['int', 'int', 'buffer'] },
  releaseStatus: { place: 93, parameters: ['address'], result: 'void' },
  releaseSession: { place: 95, parameters: ['address'], result: 'void' },
  releaseValue: { place: 96, parameters: ['address'], result: 'void' },
  releaseSessionOptions: { place: 100, parameters: ['address'], result: 'void' },
  /** (severity of messages, name, threading options, result) */
  createEnvWithGlobalThreadPools: { place: 119, parameters: ['int', 'text', 'address', 'buffer'] },
  disablePerSessionThreads: { place: 120, parameters: ['address'] },
  createThreadingOptions: { place: 121, parameters: ['buffer'] },
  /** (options, key, value) */
  addSessionConfigEntry: { place: 130, parameters: ['address', 'text', 'text'] },
  setGlobalIntraOpNumThreads: { place: 147, parameters: ['address', 'int'] },
  setGlobalInterOpNumThreads: { place: 148, parameters: ['address', 'int'] },
  setGlobalSpinControl: { place: 149, parameters: ['address', 'int'] },
} as const satisfies Readonly<Record<string, Signature>>;

export type OrtFunctionName = keyof typeof ORT_FUNCTIONS;

/** By koffi's names. Addresses are numbers: none needs more than 53 bits. */
export const KOFFI_TYPES: Readonly<Record<Type | 'void' | 'status', string>> = {
  address: 'uintptr_t',
  buffer: 'void *',
  size: 'size_t',
  int: 'int',
  text: 'str',
  void: 'void',
  status: 'uintptr_t',
};
