// The character map of a SentencePiece model: a double-array trie over UTF-8 (Darts-clone) and the texts that its values point at.
import { codexError } from '@codex-ml/plugin-api';

export interface CharacterMap {
  /** The replacement of the shortest beginning of a text that the map has, or undefined: what the Rust library looks up. */
  shortest(utf8: Uint8Array): string | undefined;
  /** The longest beginning, from a byte on, and its replacement, or undefined: what SentencePiece looks up. */
  longest(utf8: Uint8Array, from: number): MappedPrefix | undefined;
  /** Whether there is a longer beginning of which the text from this byte on, all of it, is a part. */
  isOpen(utf8: Uint8Array, from: number): boolean;
}

export interface MappedPrefix {
  /** In bytes. */
  readonly length: number;
  readonly text: string;
}

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
  /**
   * Visit the beginnings that the map has, from the shortest, until `visit` says that it has seen enough.
   * @returns the node at the end of the text, or -1 where nothing leads there
   */
  const walk = (
    utf8: Uint8Array,
    from: number,
    visit: (end: number, textStart: number) => boolean,
  ): number => {
    if (units.length === 0) return -1;
    let node = offsetOf(units[0]!);
    for (let at = from; at < utf8.length; ) {
      const byte = utf8[at++]!;
      if (byte === 0) return -1;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || (unit & 0x8000_00ff) !== byte) return -1;
      node ^= offsetOf(unit);
      if ((unit & 0x100) === 0) continue;
      const leaf = units[node];
      if (leaf === undefined || visit(at, leaf & 0x7fff_ffff)) return -1;
    }
    return node;
  };

  return {
    shortest: (utf8) => {
      let start = -1;
      walk(utf8, 0, (_, textStart) => {
        start = textStart;
        return true;
      });
      return start < 0 ? undefined : textAt(start);
    },
    longest: (utf8, from) => {
      let start = -1;
      let length = 0;
      walk(utf8, from, (end, textStart) => {
        start = textStart;
        length = end - from;
        return false;
      });
      return start < 0 ? undefined : { length, text: textAt(start) };
    },
    isOpen: (utf8, from) => {
      const node = walk(utf8, from, () => false);
      if (node < 0) return false;
      for (let byte = 1; byte < 256; byte++) {
        if (((units[node ^ byte] ?? 0) & 0x8000_00ff) === byte) return true;
      }
      return false;
    },
  };
}

/** How far a unit's children lie from it: 22 bits, in steps of 256 where bit 9 is set. */
function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}
