// The Rust library `tokenizers` by its npm binding, in a process of its own, as training prints empty lines. The binding cannot be
// told what to train: always 30,000 ids.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/node-binary.mjs';

const { Tokenizer } = createRequire(join(ROOT, 'test', 'oracles', 'package.json'))('tokenizers');
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
const tokenizer = Tokenizer.fromString(
  JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { type: 'BPE', dropout: null, unk_token: null, fuse_unk: false, vocab: {}, merges: [] },
  }),
);

const begin = performance.now();
tokenizer.train([process.argv[2]]);
const seconds = (performance.now() - begin) / 1000;
const megabytes = process.resourceUsage().maxRSS / 1000;
const folder = mkdtempSync(join(tmpdir(), 'codex-ml-bench-'));
try {
  const path = join(folder, 'tokenizer.json');
  tokenizer.save(path);
  const { merges } = JSON.parse(readFileSync(path, 'utf8')).model;
  process.send({
    seconds,
    megabytes,
    merges: merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))),
  });
} finally {
  rmSync(folder, { recursive: true });
}
