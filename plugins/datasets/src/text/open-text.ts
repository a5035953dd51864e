// The text of a file as bytes that can be cut at line ends: decompressed, without byte order mark, its encoding settled.

import { ChunkSource } from '../bytes/byte-source.js';
import { openBytes } from '../bytes/open-bytes.js';
import type { FileGuard } from '../files/file-states.js';
import type { SourceFile } from '../files/find-files.js';
import { byteOrderMark, encodingName, isByteOriented, type TextSettings } from './encodings.js';
import type { TextSource } from './text-source.js';
import { transcode } from './transcode.js';

/** What a dataset keeps in mind about its files. */
export interface Reading {
  readonly guard: FileGuard;
  /** Say how a file is read, once per dataset. */
  say(message: string): void;
  /** The same where a file is read otherwise than the options say. */
  warn(message: string): void;
  /** Encodings that were found by trying, by path. */
  readonly encodings: Map<string, string>;
}

export interface OpenTextOptions {
  /** Whether the reader needs UTF-8, because it looks for other bytes than line ends. */
  readonly utf8: boolean;
}

/**
 * Open a file, hand its text to `use` and close it when that has ended, however it ends.
 * @throws CML4204 not text in its encoding, CML4207 to CML4213
 */
export async function* overText<T>(
  file: SourceFile,
  reading: Reading,
  settings: TextSettings,
  { utf8 }: OpenTextOptions,
  use: (text: TextSource) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const source = new ChunkSource(openBytes(file, reading.guard));
  try {
    const mark = byteOrderMark(file.name, await source.peek(4));
    if (mark !== undefined) await source.skip(mark.length);
    const label = mark?.label ?? (await chooseEncoding(file, reading, settings));
    if (mark !== undefined && mark.label !== settings.encoding) {
      reading.warn(
        `\`${file.name}\` begins with the byte order mark of ${encodingName(label)} and is read as such`,
      );
    }
    const begin = mark?.length ?? 0;
    const keeps = label === 'utf-8' || (!utf8 && isByteOriented(label));
    const raw = { name: file.name, label, begin, next: () => source.next() };
    yield* use(keeps ? raw : transcode(raw));
  } finally {
    await source.close();
  }
}

/** The encoding of the settings, or the fallback where the file is not valid in it. Reads the file where there is a fallback. */
async function chooseEncoding(
  file: SourceFile,
  reading: Reading,
  { encoding, encodingFallback }: TextSettings,
): Promise<string> {
  if (encodingFallback === undefined) return encoding;
  const known = reading.encodings.get(file.path);
  if (known !== undefined) return known;
  const chosen = (await isText(file, reading.guard, encoding)) ? encoding : encodingFallback;
  reading.encodings.set(file.path, chosen);
  if (chosen !== encoding) {
    reading.warn(
      `\`${file.name}\` is not valid ${encodingName(encoding)} and is read as ${encodingName(chosen)}, its \`encodingFallback\``,
    );
  }
  return chosen;
}

async function isText(file: SourceFile, guard: FileGuard, label: string): Promise<boolean> {
  const decoder = new TextDecoder(label, { fatal: true });
  const decode = (bytes?: Buffer) => {
    try {
      decoder.decode(bytes, { stream: bytes !== undefined });
      return true;
    } catch {
      return false;
    }
  };
  for await (const chunk of openBytes(file, guard)) if (!decode(chunk)) return false;
  return decode();
}
