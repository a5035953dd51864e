// Gzip and zstd as streams: all members one after the other, and nothing lost in silence.
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { ChunkSource } from './byte-source.js';
import { type Compression, isSkippableFrame, isZstdFrame } from './signatures.js';

type Decoder = Transform & { readonly bytesWritten: number };

/**
 * What the compressed bytes hold. Node's decoders end at what they take for the end and leave the rest unread (zstd already after
 * its first frame), so each is given chunks one at a time, and a new one begins where the last one ended.
 * @throws CML4207 cut off, CML4209 damaged, or followed by something else
 */
export async function* decompress(
  source: ChunkSource,
  format: Compression,
  name: string,
): AsyncGenerator<Buffer> {
  for (let members = 0; ; members++) {
    const head = await source.peek(8);
    if (head.length === 0) {
      if (members === 0) throw truncated(name, format, 0);
      return;
    }
    if (format === 'zstd' && isSkippableFrame(head)) {
      if (head.length < 8) throw truncated(name, format, source.offset + head.length);
      const missing = await source.skip(8 + head.readUInt32LE(4));
      if (missing > 0) throw truncated(name, format, source.offset);
      continue;
    }
    if (format === 'zstd' ? !isZstdFrame(head) : members > 0) {
      const { offset } = source;
      if (await isPadding(source)) return;
      throw damaged(name, format, offset, 'something else follows the compressed data');
    }
    yield* decodeMember(source, format, name);
  }
}

async function* decodeMember(source: ChunkSource, format: Compression, name: string): AsyncGenerator<Buffer> {
  const begin = source.offset;
  const decoder: Decoder = format === 'gzip' ? createGunzip() : createZstdDecompress();
  let failure: unknown;
  const feeding = feed(source, decoder).catch((error: unknown) => {
    failure = error;
    decoder.destroy();
  });
  try {
    for await (const chunk of decoder) yield chunk as Buffer;
    await feeding;
  } catch (error) {
    await feeding;
    throw failure ?? problemOf(error as NodeJS.ErrnoException, begin + decoder.bytesWritten, format, name);
  } finally {
    decoder.destroy();
    await feeding;
  }
  if (failure !== undefined) throw failure;
}

/** Give the decoder one chunk at a time until it has enough, and give back what it left. */
async function feed(source: ChunkSource, decoder: Decoder): Promise<void> {
  while (!decoder.destroyed && !decoder.readableEnded) {
    const chunk = await source.next();
    if (chunk === undefined) {
      decoder.end();
      return;
    }
    const before = decoder.bytesWritten;
    await written(decoder, chunk);
    const taken = decoder.bytesWritten - before;
    if (taken < chunk.length) {
      source.unread(chunk.subarray(taken));
      return;
    }
  }
}

/** Resolves when the decoder took the chunk, or takes no more. */
function written(decoder: Decoder, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      decoder.off('end', settle).off('close', settle).off('error', settle);
      resolve();
    };
    decoder.on('end', settle).on('close', settle).on('error', settle);
    decoder.write(chunk, settle);
  });
}

/** Zeros up to the end, as tape archives have them. */
async function isPadding(source: ChunkSource): Promise<boolean> {
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    if (chunk.some((byte) => byte !== 0)) return false;
  }
  return true;
}

function problemOf(error: NodeJS.ErrnoException, offset: number, format: Compression, name: string): unknown {
  const { code = '' } = error;
  if (code === 'Z_BUF_ERROR') return truncated(name, format, offset, error);
  return /^(Z_|ZSTD_|ERR_ZLIB|ERR_ZSTD)/.test(code)
    ? damaged(name, format, offset, error.message, error)
    : error;
}

function truncated(name: string, format: Compression, bytes: number, cause?: unknown): CodexError {
  return codexError('CML4207', { file: name, format, bytes }, { where: { file: name }, cause });
}

function damaged(
  name: string,
  format: Compression,
  offset: number,
  problem: string,
  cause?: unknown,
): CodexError {
  return codexError('CML4209', { file: name, format, offset, problem }, { where: { file: name }, cause });
}
