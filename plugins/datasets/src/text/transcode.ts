// From any encoding to UTF-8, in pieces that each end with a whole character.
import { codexError } from '@codex-ml/plugin-api';
import { encodingName, isByteOriented } from './encodings.js';
import { findInvalid } from './find-invalid.js';
import type { TextSource } from './text-source.js';

/** Longest stretch without line end that is held back. */
const LONGEST = 1 << 26;

/**
 * The same text in UTF-8. UTF-16 is cut between characters; other encodings are cut behind a line feed, which is never a part of
 * another character.
 * @throws CML4204 with line and column, CML4212 for a stretch without line feed that is too long to hold
 */
export function transcode(source: TextSource): TextSource {
  const { name, label } = source;
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  const byteOriented = isByteOriented(label);
  let offset = source.begin;
  let line = 1;
  /** Of what the line has so far. */
  let width = 0;
  let rest: Buffer[] = [];
  let ended = false;

  const convert = (bytes: Buffer): Buffer => {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      const invalid = findInvalid(bytes, label) ?? 0;
      const before = new TextDecoder(label).decode(bytes.subarray(0, invalid)).split('\n');
      const column = (before.length === 1 ? width : 0) + before.at(-1)!.length + 1;
      const where = { file: name, line: line + before.length - 1, column };
      throw codexError(
        'CML4204',
        { file: name, encoding: encodingName(label), offset: offset + invalid },
        { where },
      );
    }
    const converted = Buffer.from(text);
    offset += bytes.length;
    const lineFeed = text.lastIndexOf('\n');
    width = lineFeed < 0 ? width + text.length : text.length - lineFeed - 1;
    for (let at = converted.indexOf(10); at >= 0; at = converted.indexOf(10, at + 1)) line++;
    return converted;
  };

  return {
    name,
    label: 'utf-8',
    begin: source.begin,
    async next() {
      while (!ended) {
        const chunk = await source.next();
        ended = chunk === undefined;
        if (chunk !== undefined) rest.push(chunk);
        // Nothing held back has a line feed: only the new chunk is searched.
        if (byteOriented && !ended && !chunk!.includes(10)) {
          refuseLong(rest, name);
          continue;
        }
        const all = Buffer.concat(rest);
        const end = ended ? all.length : byteOriented ? all.lastIndexOf(10) + 1 : wholeUnits(all, label);
        rest = [all.subarray(end)];
        if (end > 0) return convert(all.subarray(0, end));
      }
      return undefined;
    },
  };
}

function refuseLong(held: readonly Buffer[], name: string): void {
  if (held.reduce((sum, { length }) => sum + length, 0) <= LONGEST) return;
  throw codexError('CML4212', { file: name, unit: 'line', limit: LONGEST }, { where: { file: name } });
}

/** Length of the whole code units that do not end with the first half of a surrogate pair. */
function wholeUnits(bytes: Buffer, label: string): number {
  const even = bytes.length - (bytes.length % 2);
  if (even < 2) return even;
  const high = label === 'utf-16le' ? bytes[even - 1]! : bytes[even - 2]!;
  return (high & 0xfc) === 0xd8 ? even - 2 : even;
}
