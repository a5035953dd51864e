// Reading one split through the pipeline and the tokenizer into memory, with the fingerprints the manifest states.
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { codexError, type SplitName, type Tokenizer } from '@codex-ml/plugin-api';
import type { ChatTemplate } from '../chat/chat-template.js';
import { encodeSample } from './encode-sample.js';
import { emptyTally, type SamplePipeline, type SampleTally } from './sample-pipeline.js';
import type { SplitSource } from './split-samples.js';
import { type StoredSplit, TokenStore, type Tokens } from './token-store.js';

export interface EncodeSplit {
  readonly source: SplitSource;
  readonly split: SplitName;
  readonly pipeline: SamplePipeline;
  readonly tokenizer: Tokenizer;
  /** Renders conversations. */
  readonly template?: ChatTemplate | undefined;
  /** `data.loss` of the config. Default `auto`. */
  readonly loss?: 'auto' | 'all' | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface EncodedSplit extends StoredSplit {
  readonly split: SplitName;
  /** Samples that were encoded. */
  readonly samples: number;
  /** UTF-8 bytes of their text. */
  readonly bytes: number;
  /** SHA-256 over the texts as encoded, each preceded by its length in bytes (8 bytes, little-endian), hex. */
  readonly sha256: string;
  /** SHA-256 over the token ids (4 bytes each, little-endian), hex. */
  readonly tokensSha256: string;
  readonly tally: SampleTally;
}

/** Characters encoded between two turns of the event loop, so that signals are heard. */
const CHARACTERS_PER_TURN = 1 << 22;

/**
 * Encode a split. Samples of a stream follow each other directly; documents are each followed by the tokenizer's end token,
 * if it has one.
 * @throws CML4301 for a split without tokens, CML4307 for an id outside the vocabulary; the signal's reason when aborted
 */
export async function encodeSplit(options: EncodeSplit): Promise<EncodedSplit> {
  const { source, split, pipeline, tokenizer, template, loss = 'auto', signal } = options;
  const end = source.shape === 'documents' ? tokenizer.specials.eos : undefined;
  const store = new TokenStore(tokenizer.vocabularySize);
  const tally = emptyTally();
  const texts = createHash('sha256');
  const lengthBytes = Buffer.alloc(8);
  let bytes = 0;
  let sinceTurn = 0;
  for await (const sample of pipeline(source.open(split), split, tally)) {
    signal?.throwIfAborted();
    const { id, text } = sample;
    const utf8 = Buffer.from(text, 'utf8');
    lengthBytes.writeBigUInt64LE(BigInt(utf8.length));
    texts.update(lengthBytes).update(utf8);
    bytes += utf8.length;
    const { ids, learn } = encodeSample(sample, { tokenizer, template, loss, end });
    store.append(ids, id, learn);
    sinceTurn += text.length;
    if (sinceTurn >= CHARACTERS_PER_TURN) {
      sinceTurn = 0;
      await nextTurn();
    }
  }
  if (store.length === 0) throw codexError('CML4301', { split, problem: emptyReason(tally) });
  const stored = store.finish();
  return {
    ...stored,
    split,
    samples: tally.kept,
    bytes,
    sha256: texts.digest('hex'),
    tokensSha256: hashTokens(stored.tokens),
    tally,
  };
}

function emptyReason({ seen, kept, droppedByHook }: SampleTally): string {
  if (seen === 0) return 'no sample falls into it';
  if (kept > 0) return `its ${kept} samples have no tokens`;
  return `of ${seen} samples, ${seen - droppedByHook} were dropped by safety checks and ${droppedByHook} by hooks`;
}

/** Hash that does not depend on how wide the ids are stored. */
function hashTokens(tokens: Tokens): string {
  const hash = createHash('sha256');
  const chunk = 1 << 20;
  for (let at = 0; at < tokens.length; at += chunk) {
    const words = Uint32Array.from(tokens.subarray(at, at + chunk));
    hash.update(new Uint8Array(words.buffer));
  }
  return hash.digest('hex');
}
