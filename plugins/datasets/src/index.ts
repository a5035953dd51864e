// The datasets of this package, for programs that use them without a config.
export { default as jsonl } from './jsonl.js';
export { default as lines } from './lines.js';
export { default as mobyDick } from './moby-dick.js';
export { default as text } from './text.js';
