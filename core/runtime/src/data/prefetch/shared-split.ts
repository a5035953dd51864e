// The arrays of a split as another thread of the process can be given them: shared memory, or where a file is mapped.

import { type MappedSource, mappingOf, requireWhole, viewMapping } from '../cache/map-file.js';
import { arrayOver, COLUMN_TYPES, type ColumnArray, type ColumnType } from '../columns/column-types.js';
import type { SplitData } from '../split-data.js';

interface SharedColumn<T extends ColumnType> {
  readonly type: T;
  readonly length: number;
  /** Memory that begins with the column, or its address. */
  readonly memory: SharedArrayBuffer | bigint;
  /** The file that is mapped there. */
  readonly source?: MappedSource | undefined;
}

/** Plain data that a thread can be started with. */
export interface SharedSplit {
  readonly tokens: SharedColumn<'uint16' | 'uint32'>;
  readonly starts: SharedColumn<'float64'>;
  readonly learn: SharedColumn<'uint8'> | undefined;
}

/** Nothing is copied but arrays that are neither mapped nor in shared memory. */
export function shareSplit({ tokens, starts, learn }: SplitData): SharedSplit {
  return {
    tokens: shareColumn(tokens instanceof Uint16Array ? 'uint16' : 'uint32', tokens),
    starts: shareColumn('float64', starts),
    learn: learn === undefined ? undefined : shareColumn('uint8', learn),
  };
}

/** On the other thread. The first one must keep the split as long. */
export async function openSharedSplit({ tokens, starts, learn }: SharedSplit): Promise<SplitData> {
  return {
    tokens: await openColumn(tokens),
    starts: await openColumn(starts),
    learn: learn === undefined ? undefined : await openColumn(learn),
    requireWhole: () => requireWhole([tokens, starts, ...(learn === undefined ? [] : [learn])]),
  };
}

function shareColumn<T extends ColumnType>(type: T, array: ColumnArray<T>): SharedColumn<T> {
  const { buffer, byteOffset, length } = array;
  if (byteOffset === 0) {
    if (buffer instanceof SharedArrayBuffer) return { type, length, memory: buffer };
    const { address, source } = mappingOf(buffer) ?? {};
    if (address !== undefined) return { type, length, memory: address, source };
  }
  const memory = new SharedArrayBuffer(array.byteLength);
  arrayOver(type, memory, length).set(array);
  return { type, length, memory };
}

async function openColumn<T extends ColumnType>({
  type,
  length,
  memory,
}: SharedColumn<T>): Promise<ColumnArray<T>> {
  const buffer =
    typeof memory === 'bigint'
      ? await viewMapping(memory, length * COLUMN_TYPES[type].BYTES_PER_ELEMENT)
      : memory;
  return arrayOver(type, buffer, length);
}
