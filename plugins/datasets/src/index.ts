// The datasets of this package, for programs that use them without a config.
export { default as chat } from './chat.js';
export { default as csv } from './csv.js';
export { default as instruction } from './instruction.js';
export { default as jsonl } from './jsonl.js';
export { default as lines } from './lines.js';
export { default as mixture } from './mixture.js';
export { default as mobyDick } from './moby-dick.js';
export { default as parquet } from './parquet.js';
export { default as text } from './text.js';
