// Encodings by their labels, and by the byte order marks that files begin with.
import { codexError } from '@codex-ml/plugin-api';

export interface TextSettings {
  /** As `TextDecoder` calls it. */
  readonly encoding: string;
  /** For files that are not valid in the first. */
  readonly encodingFallback?: string;
}

export interface ByteOrderMark {
  readonly label: string;
  readonly length: number;
}

/** The name that a label of the WHATWG standard stands for, such as `windows-1252` for `latin1`; undefined for no label. */
export function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** For messages: `UTF-8`, `windows-1252`. */
export function encodingName(label: string): string {
  return label.startsWith('utf-') ? label.toUpperCase() : label;
}

/** Whether line feeds and the like are bytes of their own, whatever surrounds them. */
export function isByteOriented(label: string): boolean {
  return !label.startsWith('utf-16');
}

/**
 * The mark at the beginning of a file.
 * @throws CML4211 for UTF-32, which nothing here decodes
 */
export function byteOrderMark(name: string, head: Buffer): ByteOrderMark | undefined {
  if (starts(head, [0xef, 0xbb, 0xbf])) return { label: 'utf-8', length: 3 };
  if (starts(head, [0xff, 0xfe, 0, 0]) || starts(head, [0, 0, 0xfe, 0xff])) {
    const hints = ['convert it, for example with `iconv -f UTF-32 -t UTF-8`'];
    throw codexError('CML4211', { file: name, format: 'UTF-32 text' }, { where: { file: name }, hints });
  }
  if (starts(head, [0xfe, 0xff])) return { label: 'utf-16be', length: 2 };
  if (starts(head, [0xff, 0xfe])) return { label: 'utf-16le', length: 2 };
  return undefined;
}

function starts(head: Buffer, bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte);
}

/** The encodings that options name, as `TextDecoder` calls them. */
export function textSettings(options: {
  readonly encoding: string;
  readonly encodingFallback?: string | undefined;
}): TextSettings {
  const { encoding, encodingFallback } = options;
  return {
    encoding: encodingOf(encoding) ?? encoding,
    ...(encodingFallback !== undefined && {
      encodingFallback: encodingOf(encodingFallback) ?? encodingFallback,
    }),
  };
}
