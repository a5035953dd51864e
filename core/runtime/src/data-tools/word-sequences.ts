// Sequences of n words of a text as numbers, to compare texts by what they have in common.

/**
 * Call `visit` with a hash of each n words in a row, in order: 53 bits, so that two different sequences among 100 million are taken
 * for one with a probability of about a half. Words are runs of letters, marks and numbers in lower case; everything else separates.
 */
export function visitWordSequences(text: string, n: number, visit: (hash: number) => void): void {
  const high = new Uint32Array(n);
  const low = new Uint32Array(n);
  let count = 0;
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const place = count % n;
    high[place] = hashWord(word, 0x811c9dc5);
    low[place] = hashWord(word, 0x2545f491);
    count++;
    if (count < n) continue;
    let [a, b] = [0, 0];
    for (let i = 0; i < n; i++) {
      const at = (count + i) % n;
      a = mix(a, high[at]!);
      b = mix(b, low[at]!);
    }
    visit((a >>> 0) * 2 ** 21 + (b >>> 11));
  }
}

/** FNV-1a over UTF-16 units, from the given state (Fowler, Noll, Vo). */
function hashWord(word: string, state: number): number {
  let hash = state;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

/** One round of MurmurHash3 (32 bits, Appleby). */
function mix(state: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = state ^ k;
  return Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
}
