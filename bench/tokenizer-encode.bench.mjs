// Encoding 5 MB of prose, Markdown, code and text in thirteen languages to ids with the vocabularies of GPT-2 and Llama 3, one thread
// each, against the Rust library `tokenizers`, tiktoken in WebAssembly, and Hugging Face's tokenizers in JavaScript.
import { ensureOracles } from '../scripts/ensure-installed.mjs';
import { summary } from './alternate.mjs';
import { readMixedText, splitParagraphs } from './tokenizer-encode/mixed-text.mjs';

/** The peer that takes ten seconds for a turn gets two. */
const SLOW = { 'hf-js': 2 };

export default async function bench({ configs, rounds, seconds, log }) {
  if (configs.length > 0) return [];
  await ensureOracles();
  const sides = await import('./tokenizer-encode/sides.mjs');
  const parts = readMixedText();
  const text = Object.values(parts).join('');
  const megabytes = Buffer.byteLength(text) / 1e6;
  const described = Object.entries(parts).map(([kind, part]) => `${kind} ${Buffer.byteLength(part)} bytes`);
  log(`${megabytes.toFixed(2)} MB in ${splitParagraphs(text).length} paragraphs: ${described.join(', ')}`);
  const rows = [];
  for (const config of ['gpt2', 'llama3']) {
    rows.push(...(await race({ config, text, megabytes, sides, rounds, seconds, log })));
  }
  return rows;
}

async function race({ config, text, megabytes, sides, rounds, seconds, log }) {
  const vocabulary = sides.readVocabulary(config);
  const paragraphs = splitParagraphs(text);
  const peers = sides.openPeers(vocabulary);
  const times = new Map();
  const turn = async (name, encode, texts) => {
    const begin = performance.now();
    const ids = await encode(texts);
    const taken = performance.now() - begin;
    times.set(name, [...(times.get(name) ?? []), megabytes / (taken / 1000)]);
    return ids;
  };

  // what comes first pays for compiling and page faults, whoever it is
  sides.openOurs(vocabulary)(paragraphs);
  const begin = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= 3 && performance.now() - begin > seconds * 1000) break;
    const ours = sides.openOurs(vocabulary);
    const expected = await turn('ours', ours, paragraphs);
    await turn('ours, known words', ours, paragraphs);
    await turn('ours, one text', sides.openOurs(vocabulary), [text]);
    for (const [name, encode] of Object.entries(peers)) {
      if (round >= (SLOW[name] ?? rounds)) continue;
      requireSameIds(name, await turn(name, encode, paragraphs), expected);
    }
    await turn('tiktoken, one text', peers.tiktoken, [text]);
  }

  const rate = (name) => summary(times.get(name));
  for (const name of times.keys()) {
    const { median, least, most, rounds: turns } = rate(name);
    log(
      `${config}, ${name}: ${median.toFixed(2)} MB/s (${least.toFixed(2)} to ${most.toFixed(2)}, ${turns} turns)`,
    );
  }
  const row = (metric, ours, peerName, peer) => ({
    config,
    metric,
    better: 'higher',
    ours: rate(ours).median,
    peerName,
    peer: rate(peer).median,
  });
  return [
    ...Object.keys(peers).map((name) => row('MB/s', 'ours', name, name)),
    row('MB/s, words met before', 'ours, known words', 'tokenizers', 'tokenizers'),
    row('MB/s, one text', 'ours, one text', 'tiktoken', 'tiktoken, one text'),
  ];
}

/** A wrong answer has no speed. */
function requireSameIds(name, received, expected) {
  for (const [i, ids] of expected.entries()) {
    if (ids.length === received[i].length && ids.every((id, k) => id === received[i][k])) continue;
    throw new RangeError(`${name} encodes paragraph ${i + 1} to other ids than ours`);
  }
}
