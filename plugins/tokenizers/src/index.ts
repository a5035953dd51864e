// The tokenizers of this package, for programs that use them without a config.

export { default as bpe } from './bpe.js';
export { default as byte } from './byte.js';
export { default as char } from './char.js';
export { createPipelineTokenizer, type PipelineOptions } from './pipeline/create-pipeline-tokenizer.js';
export { default as sentencepiece } from './sentencepiece.js';
export { SPECIAL_ROLES, SPECIAL_TOKENS } from './special-tokens.js';
export { default as tiktoken } from './tiktoken.js';
export { default as tokenizerJson } from './tokenizer-json.js';
export { default as unigram } from './unigram.js';
export { default as vocabulary } from './vocabulary.js';
export { default as whitespace } from './whitespace.js';
export { default as wordpiece } from './wordpiece.js';
