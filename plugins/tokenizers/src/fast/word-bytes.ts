// UTF-16 units to UTF-8 bytes, word by word, without objects. A lone surrogate becomes U+FFFD, as the WHATWG encoding standard has it.

/**
 * Write the bytes of `units[start..end)` to the beginning of `bytes`.
 * @param bytes room for three times as many
 * @returns how many there are
 */
export function writeBytes(units: Uint16Array, start: number, end: number, bytes: Uint8Array): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const unit = units[i]!;
    if (unit < 0x80) {
      bytes[count++] = unit;
      continue;
    }
    if (unit < 0x800) {
      bytes[count++] = 0xc0 | (unit >> 6);
      bytes[count++] = 0x80 | (unit & 0x3f);
      continue;
    }
    let point = unit;
    if ((unit & 0xf800) === 0xd800) {
      const low = i + 1 < end ? units[i + 1]! : 0;
      if (unit < 0xdc00 && (low & 0xfc00) === 0xdc00) {
        point = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
        i++;
        bytes[count++] = 0xf0 | (point >> 18);
        bytes[count++] = 0x80 | ((point >> 12) & 0x3f);
        bytes[count++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[count++] = 0x80 | (point & 0x3f);
        continue;
      }
      point = 0xfffd;
    }
    bytes[count++] = 0xe0 | (point >> 12);
    bytes[count++] = 0x80 | ((point >> 6) & 0x3f);
    bytes[count++] = 0x80 | (point & 0x3f);
  }
  return count;
}
