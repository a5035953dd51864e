// The character map of a SentencePiece model: a double-array trie over UTF-8 (Darts-clone) and the texts that its values point at.
import { codexError } from '@codex-ml/plugin-api';

/** The replacement of the shortest beginning of a text that the map has, or undefined. */
export type CharacterMap = (utf8: Uint8Array) => string | undefined;

/**
 * @param encoded base64 of: length of the trie in bytes (u32), the trie's units (u32 each), texts that end with a zero byte
 * @throws CML4114
 */
export function readCharacterMap(encoded: string, path: string): CharacterMap {
  const damaged = (problem: string) => codexError('CML4114', { path, problem });
  if (encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) {
    throw damaged('it is not base64');
  }
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < 4) throw damaged(`it has ${bytes.length} bytes, at least 4 are needed`);
  const size = bytes.readUInt32LE(0);
  const count = size >>> 2;
  if (4 + 4 * count > bytes.length) throw damaged(`its tree ends behind its ${bytes.length} bytes`);
  const units = new Uint32Array(count);
  for (let i = 0; i < count; i++) units[i] = bytes.readUInt32LE(4 + 4 * i);
  const texts = bytes.subarray(4 + 4 * count);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(texts);
  } catch (error) {
    throw codexError('CML4114', { path, problem: 'its texts are not UTF-8' }, { cause: error });
  }

  const textAt = (start: number): string => {
    const end = texts.indexOf(0, start);
    return texts.toString('utf8', start, end < 0 ? texts.length : end);
  };
  return (utf8) => {
    if (units.length === 0) return undefined;
    let node = offsetOf(units[0]!);
    for (const byte of utf8) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || (unit & 0x8000_00ff) !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit & 0x100) !== 0) {
        const leaf = units[node];
        return leaf === undefined ? undefined : textAt(leaf & 0x7fff_ffff);
      }
    }
    return undefined;
  };
}

/** How far a unit's children lie from it: 22 bits, in steps of 256 where bit 9 is set. */
function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}
