// The fast path of byte-level BPE beside the Rust library: ids and offsets of the vocabularies that people use, on all kinds of text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@codex-ml/plugin-api';
import { findFastEncoder } from '@codex-ml/tokenizers/dist/fast/find-fast-encoder.js';
import { O200K_PATTERN, TEKKEN_PATTERN } from '@codex-ml/tokenizers/dist/fast/scanners/find-scanner.js';
import { createSink } from '@codex-ml/tokenizers/dist/token-sink.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { loadTheirs, ORACLES, type RustTokenizer, readGpt2, readOracle } from './oracle.js';

const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const RANDOM_TEXTS = 5000;

interface Sides {
  readonly ours: (text: string) => string;
  readonly theirs: RustTokenizer;
}

/** What is around the text side of a document would only get in the way. */
function open(document: JsonObject): Sides {
  const bare = { ...document, added_tokens: [], post_processor: null };
  const fast = findFastEncoder(bare)!;
  return {
    ours: (text) => {
      const sink = createSink(0, true);
      fast.encodeInto(text, 0, sink);
      return describeTokens(
        [...sink.ids.subarray(0, sink.count)],
        [...sink.offsets!.subarray(0, 2 * sink.count)],
      );
    },
    theirs: loadTheirs(bare),
  };
}

function describeTokens(ids: readonly number[], offsets: readonly number[]): string {
  return ids.map((id, i) => `${id}@${offsets[2 * i]}-${offsets[2 * i + 1]}`).join(' ');
}

async function expectEqual({ ours, theirs }: Sides, texts: readonly string[]): Promise<void> {
  const encodings = await theirs.encodeBatch([...texts], { addSpecialTokens: false });
  for (const [i, text] of texts.entries()) {
    const units = [0];
    for (const character of text) units.push(units.at(-1)! + character.length);
    const offsets = encodings[i]!.getOffsets().flatMap(([start, end]) => [units[start]!, units[end]!]);
    expect(ours(text), JSON.stringify(text.slice(0, 200))).to.equal(
      describeTokens(encodings[i]!.getIds(), offsets),
    );
  }
}

/** Texts in many scripts, code of two languages, prose, and JSON. */
function corpus(): string[] {
  const library = join(MODULES, 'typescript', 'lib');
  const languages = readdirSync(library).filter((name) => /^[a-z]{2}(-[a-z]+)?$/.test(name));
  const messages = languages.flatMap((name) => {
    const path = join(library, name, 'diagnosticMessages.generated.json');
    return Object.values(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>).slice(0, 300);
  });
  const biome = join(MODULES, '@biomejs', 'biome');
  const readMe = readdirSync(biome).filter((name) => name.startsWith('README'));
  const book = join(MODULES, '@stdlib', 'datasets-moby-dick', 'data');
  return [
    ...messages,
    ...readMe.map((name) => readFileSync(join(biome, name), 'utf8')),
    readFileSync(join(library, 'lib.es5.d.ts'), 'utf8').slice(0, 100_000),
    readFileSync(join(book, 'chapter_32.txt'), 'utf8'),
    readFileSync(join(ORACLES, 'package-lock.json'), 'utf8'),
  ];
}

const noted = [
  ..."aZ 0'\n\t\r.,/-_ſßıǅʰ٣½中あ한ไ\u0301\u0085\u00a0\u2028\ufeff😀𝐀𝟘",
  "'ll",
  "'RE",
  'the',
  '  ',
  '\r\n',
];
const character = fc.oneof(
  { arbitrary: fc.constantFrom(...noted), weight: 6 },
  { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), weight: 1 },
);
const randomTexts = (): string[] =>
  fc.sample(
    fc.array(character, { maxLength: 40 }).map((parts) => parts.join('')),
    { numRuns: RANDOM_TEXTS, seed: 5 },
  );

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };

function withSteps(document: JsonObject, steps: readonly JsonObject[]): JsonObject {
  return { ...document, pre_tokenizer: { type: 'Sequence', pretokenizers: [...steps] } };
}

function withPattern(document: JsonObject, pattern: string): JsonObject {
  const split = { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
  return withSteps(document, [split, { ...BYTE_LEVEL, use_regex: false }]);
}

const DOCUMENTS: Readonly<Record<string, () => Promise<JsonObject>>> = {
  'GPT-2': readGpt2,
  'GPT-2 with a space before the text': async () =>
    withSteps(await readGpt2(), [{ ...BYTE_LEVEL, add_prefix_space: true }]),
  'GPT-2 with single digits': async () =>
    withSteps(await readGpt2(), [{ type: 'Digits', individual_digits: true }, BYTE_LEVEL]),
  'GPT-2 with the pattern of o200k': async () => withPattern(await readGpt2(), O200K_PATTERN),
  'GPT-2 with the pattern of Tekken': async () => withPattern(await readGpt2(), TEKKEN_PATTERN),
  'Llama 3': () => readOracle('llama3'),
  'Qwen 3': () => readOracle('qwen3'),
};

describe('the fast encoder', () => {
  for (const [name, read] of Object.entries(DOCUMENTS)) {
    it(`makes the ids and offsets of the Rust library with ${name}`, async () => {
      const sides = open(await read());
      await expectEqual(sides, HOSTILE_TEXTS);
      await expectEqual(sides, randomTexts());
      await expectEqual(sides, corpus());
    });
  }
});
