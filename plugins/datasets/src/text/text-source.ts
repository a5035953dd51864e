// What readers of text read from.
import type { ByteSource } from '../bytes/byte-source.js';

/** Bytes of text, chunk by chunk. */
export interface TextSource extends ByteSource {
  readonly name: string;
  /** Encoding of the chunks. */
  readonly label: string;
  /** Where in the file the first chunk begins. */
  readonly begin: number;
}
