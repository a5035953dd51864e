// The bytes of constants, by their content: equal ones are kept once in a process, whichever programs they belong to.
import { createHash } from 'node:crypto';

/** Larger constants are looked up by a hash of their bytes instead of the bytes, and are kept once. */
const HASH_ABOVE = 256;

/** Node hashes less than 2 GiB at a time. */
const PIECE = 2 ** 30;

const hashes = new WeakMap<Uint8Array, string>();
const kept = new Map<string, WeakRef<Uint8Array>>();
const dropped = new FinalizationRegistry<string>((key) => {
  if (kept.get(key)?.deref() === undefined) kept.delete(key);
});

/** The same for equal bytes. */
export function contentKey(bytes: Uint8Array): string {
  if (bytes.length <= HASH_ABOVE) return Buffer.from(bytes).toString('latin1');
  let key = hashes.get(bytes);
  if (key === undefined) {
    const hash = createHash('sha256');
    for (let start = 0; start < bytes.length; start += PIECE) {
      hash.update(bytes.subarray(start, start + PIECE));
    }
    key = hash.digest('hex');
    hashes.set(bytes, key);
  }
  return key;
}

/** An array of the same content: the one that is in use already, else this one. Nobody may write to it any more. */
export function keepOnce(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= HASH_ABOVE) return bytes;
  const key = contentKey(bytes);
  const known = kept.get(key)?.deref();
  if (known !== undefined) return known;
  kept.set(key, new WeakRef(bytes));
  dropped.register(bytes, key);
  return bytes;
}
