// The memory of a run by what it is for, out of what is known of its arrays and programs. Pure.
import type { LanguageModel, Variable } from '@codex-ml/plugin-api';
import type { ProgramEstimates } from './estimate-programs.js';
import type { MemoryPart } from './plan-report.js';

export interface ArrayBytes {
  readonly weights: number;
  readonly optimizer: number;
  /** Arrays that extensions added. */
  readonly extensions: number;
  /** Gradients of everything that is trained. */
  readonly gradients: number;
  readonly largest: number;
  /** What the random sites of an update are fed with, all micro-batches together. */
  readonly random: number;
}

interface Arrays {
  readonly model: Pick<LanguageModel, 'parameters' | 'shape' | 'randomInputs'>;
  readonly optimizer: { readonly state: readonly { readonly variable: Variable }[] };
  readonly added: readonly { readonly variable: Variable }[];
}

/**
 * What the process grows by when it works: the heap of JavaScript while text is encoded, programs are traced and batches come
 * and go, and sessions and threads of the engine. About as much in the runs that this was tried on, whatever their size.
 */
const WORK_BYTES = 60e6;

/** Checkpoints read one array after the other; so many of the largest are there before the garbage collector comes. */
const COPIES = 3;

/**
 * Arrays that an engine is fed with are there twice, and those of earlier updates until the garbage collector comes: it does not for
 * small ones.
 */
const FED = { copies: 2, garbage: 8, mostGarbage: 50e6 } as const;

/** @param rows sequences of a micro-batch */
export function countArrayBytes(
  { model, optimizer, added }: Arrays,
  { rows, accumulate }: { readonly rows: number; readonly accumulate: number },
): ArrayBytes {
  const bytesOf = ({ variable }: { readonly variable: Variable }) =>
    variable.size * (variable.dtype === 'bool' ? 1 : 4);
  const sum = (entries: readonly { readonly variable: Variable }[]) =>
    entries.reduce((bytes, entry) => bytes + bytesOf(entry), 0);
  return {
    weights: sum(model.parameters),
    optimizer: sum(optimizer.state),
    extensions: sum(added),
    gradients: sum(model.parameters.filter(({ trainable }) => trainable)),
    largest: Math.max(0, ...[...model.parameters, ...optimizer.state, ...added].map(bytesOf)),
    random: model.randomInputs.reduce(
      (bytes, { shape }) => bytes + 4 * accumulate * sizeOf(shape(rows, model.shape.context)),
      0,
    ),
  };
}

/** @param processBytes resident memory of the process before anything was trained */
export function memoryFromEstimates(
  processBytes: number,
  arrays: ArrayBytes,
  { training, evaluation }: ProgramEstimates,
): MemoryPart[] {
  const state = Math.max(...training.map(({ stateBytes }) => stateBytes));
  const workspace = training.reduce((sum, { workspaceBytes }) => sum + workspaceBytes, 0);
  const gradients = Math.min(arrays.gradients, workspace);
  return [
    ...startOf(processBytes, arrays),
    part('copies of the engine', state - arrays.weights - arrays.optimizer - arrays.extensions, 'estimated'),
    part('gradients', gradients, 'exact'),
    part('activations and buffers', workspace - gradients, 'estimated'),
    part('evaluation', evaluation?.workspaceBytes ?? 0, 'estimated'),
  ].filter(({ bytes }) => bytes > 0);
}

/** @param peakBytes of the engine in an update of the whole batch */
export function memoryFromUpdates(processBytes: number, arrays: ArrayBytes, peakBytes: number): MemoryPart[] {
  const rest = Math.max(0, peakBytes - arrays.weights - arrays.optimizer - arrays.extensions);
  const gradients = Math.min(arrays.gradients, rest);
  return [
    ...startOf(processBytes, arrays),
    part('gradients', gradients, 'exact'),
    part('activations and buffers', rest - gradients, 'estimated'),
  ].filter(({ bytes }) => bytes > 0);
}

function startOf(
  processBytes: number,
  { weights, optimizer, extensions, largest, random }: ArrayBytes,
): MemoryPart[] {
  return [
    part('process: Node, engine, text', processBytes, 'measured'),
    part('process at work: sessions, garbage', WORK_BYTES, 'estimated'),
    part('weights', weights, 'exact'),
    part('optimizer state', optimizer, 'exact'),
    part('arrays of extensions', extensions, 'exact'),
    part('random numbers of updates', fedBytes(random), 'estimated'),
    part('checkpoints: copies of arrays', COPIES * largest, 'estimated'),
  ];
}

function fedBytes(bytes: number): number {
  return FED.copies * bytes + Math.min(FED.mostGarbage, FED.garbage * bytes);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function part(name: string, bytes: number, basis: MemoryPart['basis']): MemoryPart {
  return { name, bytes, basis };
}

export function sumBytes(parts: readonly Pick<MemoryPart, 'bytes'>[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
