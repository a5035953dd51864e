// Where bytes stop being text of an encoding.

/**
 * Offset of the first byte that begins no character, or undefined where all bytes are text. Longest valid prefix by bisection:
 * a decoder that waits for more bytes accepts a prefix if and only if nothing in it is wrong.
 */
export function findInvalid(bytes: Uint8Array, label: string): number | undefined {
  if (isValid(bytes, label)) return undefined;
  let accepted = 0;
  let refused = bytes.length + 1;
  while (refused - accepted > 1) {
    const middle = (accepted + refused) >> 1;
    if (middle <= bytes.length && isValid(bytes.subarray(0, middle), label, true)) accepted = middle;
    else refused = middle;
  }
  // Back to where the character that was cut off or spoilt begins.
  let begin = accepted;
  while (begin > 0 && !isValid(bytes.subarray(0, begin), label)) begin--;
  return begin;
}

function isValid(bytes: Uint8Array, label: string, stream = false): boolean {
  try {
    new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
