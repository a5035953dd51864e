// What is left out because its bytes are no text: not valid in the encoding, or with NUL characters.
import { codexError } from '@codex-ml/plugin-api';
import { LeftOut } from '../records/entry.js';
import { encodingName } from './encodings.js';
import { findInvalid } from './find-invalid.js';

/** Where a stretch of bytes begins. */
export interface Beginning {
  readonly name: string;
  /** Encoding of the bytes. */
  readonly label: string;
  readonly offset: number;
  readonly line: number;
  readonly column?: number;
}

/** CML4204 at the first byte that begins no character. */
export function invalidText(bytes: Buffer, at: Beginning): LeftOut {
  // Not the chunk that it is a part of: errors may be kept.
  const copy = Buffer.from(bytes);
  return new LeftOut('encoding', () => {
    const index = findInvalid(copy, at.label) ?? 0;
    const parameters = { file: at.name, encoding: encodingName(at.label), offset: at.offset + index };
    return codexError('CML4204', parameters, { where: placeOf(copy, index, at) });
  });
}

/** CML4214 at the first NUL. */
export function nulText(bytes: Buffer, at: Beginning): LeftOut {
  const copy = Buffer.from(bytes);
  return new LeftOut('nul', () => {
    const index = copy.indexOf(0);
    const parameters = { file: at.name, offset: at.offset + index };
    return codexError('CML4214', parameters, { where: placeOf(copy, index, at) });
  });
}

function placeOf(bytes: Buffer, index: number, { name, label, line, column = 1 }: Beginning) {
  const before = new TextDecoder(label).decode(bytes.subarray(0, index)).split('\n');
  const width = before.at(-1)!.length + 1;
  return {
    file: name,
    line: line + before.length - 1,
    column: before.length === 1 ? width + column - 1 : width,
  };
}
