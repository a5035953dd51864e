// The options of this package's capabilities as types, so that `defineConfig` checks them. Types only.
import type { z } from '@codex-ml/plugin-api';
import type { bpeOptions } from './bpe.options.js';
import type { byteOptions } from './byte.options.js';
import type { charOptions } from './char.options.js';
import type { sentencepieceOptions } from './sentencepiece.options.js';
import type { tiktokenOptions } from './tiktoken.options.js';
import type { tokenizerJsonOptions } from './tokenizer-json.options.js';
import type { unigramOptions } from './unigram.options.js';
import type { vocabularyOptions } from './vocabulary.options.js';
import type { whitespaceOptions } from './whitespace.options.js';
import type { wordpieceOptions } from './wordpiece.options.js';

declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'tokenizer:std/char': z.input<typeof charOptions>;
    'tokenizer:std/byte': z.input<typeof byteOptions>;
    'tokenizer:std/bpe': z.input<typeof bpeOptions>;
    'tokenizer:std/unigram': z.input<typeof unigramOptions>;
    'tokenizer:std/vocabulary': z.input<typeof vocabularyOptions>;
    'tokenizer:std/wordpiece': z.input<typeof wordpieceOptions>;
    'tokenizer:std/tokenizer-json': z.input<typeof tokenizerJsonOptions>;
    'tokenizer:std/tiktoken': z.input<typeof tiktokenOptions>;
    'tokenizer:std/sentencepiece': z.input<typeof sentencepieceOptions>;
    'tokenizer:std/whitespace': z.input<typeof whitespaceOptions>;
  }
}
