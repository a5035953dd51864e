// From the parts a text was cut into to its tokens: unknown parts are spelled in bytes, or become one token where they touch.
import type { EmitToken } from '../pipeline/aligned-text.js';

export interface PartWriter {
  add(id: number, start: number, end: number): void;
  end(): void;
}

/** @param byteIds of the 256 bytes; undefined without byte fallback */
export function createPartWriter(
  text: string,
  unknown: number,
  byteIds: readonly number[] | undefined,
  emit: EmitToken,
): PartWriter {
  // an unknown part waits for its successor, with which it is fused
  let from = -1;
  let to = -1;
  const end = (): void => {
    if (from >= 0) emit(unknown, from, to);
    from = -1;
  };
  return {
    add: (id, start, stop) => {
      if (id !== unknown) {
        end();
        emit(id, start, stop);
      } else if (byteIds !== undefined) {
        for (const byte of Buffer.from(text.slice(start, stop), 'utf8')) emit(byteIds[byte]!, start, stop);
      } else {
        if (from < 0) from = start;
        to = stop;
      }
    },
    end,
  };
}
