// One result of a plugin, as a digest that two processes can be compared by.
import { createHash } from 'node:crypto';
import { show } from '../../../checks/show.js';
import type { ResultPart } from '../../process/job.js';

export interface Result {
  /** Call that gave it, such as `save()`. */
  readonly what: string;
  readonly value: unknown;
}

export function toPart({ what, value }: Result): ResultPart {
  return { what, sha256: createHash('sha256').update(exactText(value)).digest('hex'), sample: show(value) };
}

/** JSON in which typed arrays keep type and bits, and numbers that JSON does not know keep their names. */
function exactText(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (ArrayBuffer.isView(part)) {
        const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
        return `${part.constructor.name}:${bytes.toString('base64')}`;
      }
      if (typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0)))
        return `number:${Object.is(part, -0) ? '-0' : part}`;
      if (typeof part === 'bigint') return `bigint:${part}`;
      if (part instanceof Map || part instanceof Set) return [part.constructor.name, ...part];
      return part;
    }) ?? 'undefined'
  );
}
