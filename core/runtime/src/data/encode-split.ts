// Reading one split through the pipeline and the tokenizer into memory, with the fingerprints the manifest states.
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  codexError,
  type JsonObject,
  type RngStream,
  type SplitName,
  type Tokenizer,
} from '@codex-ml/plugin-api';
import type { ChatTemplate } from '../chat/chat-template.js';
import { during } from '../errors/during.js';
import { encodeSample } from './encode-sample.js';
import type { SamplePipeline } from './sample-pipeline.js';
import { emptyTally, type SampleTally } from './sample-tally.js';
import type { SplitSource } from './split-samples.js';
import { type StoredSplit, TokenStore } from './token-store.js';

export interface EncodeSplit {
  readonly source: SplitSource;
  readonly split: SplitName;
  readonly pipeline: SamplePipeline;
  readonly tokenizer: Tokenizer;
  /** Renders conversations. */
  readonly template?: ChatTemplate | undefined;
  /** `data.loss` of the config. Default `auto`. */
  readonly loss?: 'auto' | 'all' | undefined;
  /** What a tokenizer that encodes at random draws from: sample i of the split from the fork i. Default: nothing is random. */
  readonly draws?: RngStream | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each sample, with the bytes of its text. */
  readonly onSample?: ((bytes: number) => void) | undefined;
}

/** What is known of a split besides its arrays. */
export interface SplitFacts {
  readonly split: SplitName;
  /** Samples that were encoded. */
  readonly samples: number;
  /** Those of them that are conversations. Default none. */
  readonly conversations?: number | undefined;
  /** UTF-8 bytes of their text. */
  readonly bytes: number;
  /** SHA-256 over the texts as encoded, each preceded by its length in bytes (8 bytes, little-endian), hex. */
  readonly sha256: string;
  /** SHA-256 over the token ids (4 bytes each, little-endian), hex. */
  readonly tokensSha256: string;
  readonly tally: SampleTally;
  /** Samples that `data.deduplicate` left out, as {@link SplitSource.duplicates} counts them. */
  readonly duplicates?: number | undefined;
}

export interface EncodedSplit extends SplitFacts, StoredSplit {
  /** Where the text came from, where that is known already. */
  readonly origin?: JsonObject | undefined;
  /** Key of the entry of the data cache that holds it, if one does. */
  readonly cacheKey?: string | undefined;
}

/** Characters encoded between two turns of the event loop, so that signals are heard. */
const CHARACTERS_PER_TURN = 1 << 22;

/**
 * Encode a split into memory.
 * @throws CML4301 for a split without tokens, CML4307 for an id outside the vocabulary; the signal's reason when aborted
 */
export async function encodeSplit(options: EncodeSplit): Promise<EncodedSplit> {
  const store = new TokenStore(options.tokenizer.vocabularySize);
  const facts = await encodeInto(store, options);
  return { ...store.finish(), ...facts };
}

/**
 * Encode a split, sample by sample, into a store. Samples of a stream follow each other directly; documents are each followed by the
 * tokenizer's end token, if it has one.
 * @throws as {@link encodeSplit}
 */
export async function encodeInto(store: TokenStore, options: EncodeSplit): Promise<SplitFacts> {
  const { source, split, pipeline, tokenizer, template, loss = 'auto', draws, signal, onSample } = options;
  const end = source.shape === 'documents' ? tokenizer.specials.eos : undefined;
  const tally = emptyTally();
  const texts = createHash('sha256');
  const tokens = createHash('sha256');
  const lengthBytes = Buffer.alloc(8);
  let bytes = 0;
  let conversations = 0;
  let sinceTurn = 0;
  let number = 0;
  for await (const sample of pipeline(source.open(split), split, tally)) {
    signal?.throwIfAborted();
    const { id, text } = sample;
    const utf8 = Buffer.from(text, 'utf8');
    lengthBytes.writeBigUInt64LE(BigInt(utf8.length));
    texts.update(lengthBytes).update(utf8);
    bytes += utf8.length;
    onSample?.(utf8.length);
    if (sample.messages !== undefined) conversations++;
    const stream = draws?.fork(number++);
    const random = stream && (() => stream.uniform());
    const { ids, learn } = during(`sample \`${id}\` of the ${split} split`, () =>
      encodeSample(sample, { tokenizer, template, loss, end, random }),
    );
    store.append(ids, id, learn);
    // Four bytes each, however wide they are stored.
    tokens.update(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
    sinceTurn += text.length;
    if (sinceTurn >= CHARACTERS_PER_TURN) {
      sinceTurn = 0;
      await nextTurn();
    }
  }
  if (store.length === 0) throw codexError('CML4301', { split, problem: emptyReason(tally) });
  store.end();
  return {
    split,
    samples: tally.kept,
    conversations,
    bytes,
    sha256: texts.digest('hex'),
    tokensSha256: tokens.digest('hex'),
    tally,
    duplicates: source.duplicates(split),
  };
}

function emptyReason({ seen, kept, droppedByHook }: SampleTally): string {
  if (seen === 0) return 'no sample falls into it';
  if (kept > 0) return `its ${kept} samples have no tokens`;
  return `of ${seen} samples, ${seen - droppedByHook} were dropped by safety checks and ${droppedByHook} by hooks`;
}
