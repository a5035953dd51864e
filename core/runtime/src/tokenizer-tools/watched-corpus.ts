// A corpus that notes what is read from it: how much, and a fingerprint of the first complete reading.
import { createHash } from 'node:crypto';
import type { Corpus } from '@codex-ml/plugin-api';

export interface CorpusSummary {
  readonly texts: number;
  /** In UTF-8. */
  readonly bytes: number;
  /** SHA-256 over the texts, each preceded by its length in bytes and a colon, hex. */
  readonly sha256: string;
}

export interface WatchedCorpus {
  readonly corpus: Corpus;
  /** Of the first complete reading; null where there was none. */
  summary(): CorpusSummary | null;
}

/**
 * @param onProgress hears of each text, with the totals of the reading so far
 * @param onEnd hears of the end of each reading
 */
export function watchCorpus(
  corpus: Corpus,
  signal: AbortSignal,
  onProgress: (texts: number, bytes: number) => void,
  onEnd: (texts: number, bytes: number) => void = () => undefined,
): WatchedCorpus {
  let summary: CorpusSummary | null = null;
  return {
    summary: () => summary,
    corpus: {
      async *[Symbol.asyncIterator]() {
        const hash = createHash('sha256');
        let [texts, bytes] = [0, 0];
        for await (const text of corpus) {
          signal.throwIfAborted();
          const utf8 = Buffer.from(text, 'utf8');
          hash.update(`${utf8.length}:`).update(utf8);
          texts++;
          bytes += utf8.length;
          onProgress(texts, bytes);
          yield text;
        }
        onEnd(texts, bytes);
        summary ??= { texts, bytes, sha256: hash.digest('hex') };
      },
    },
  };
}
