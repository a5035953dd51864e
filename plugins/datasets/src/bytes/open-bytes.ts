// The bytes of a file that is read as text, decompressed where they are compressed.
import type { FileGuard } from '../files/file-states.js';
import type { SourceFile } from '../files/find-files.js';
import { readBytes } from '../files/read-bytes.js';
import { ChunkSource } from './byte-source.js';
import { decompress } from './decompress.js';
import { compressionOf, HEAD } from './signatures.js';

/**
 * Chunks of the content.
 * @throws CML4207 to CML4213
 */
export async function* openBytes(file: SourceFile, guard: FileGuard): AsyncGenerator<Buffer> {
  const source = new ChunkSource(readBytes(file, guard));
  try {
    const format = compressionOf(file.name, await source.peek(HEAD));
    if (format !== undefined) {
      yield* decompress(source, format, file.name);
      return;
    }
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) yield chunk;
  } finally {
    await source.close();
  }
}
