// What the commands about tokenizers say.
import type {
  KnownToken,
  TokenizerDetails,
  TokenizerStatistics,
  TokenizerValidation,
  TrainedTokenizer,
} from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';
import { formatBytes } from './format-quantity.js';
import { renderTable } from './table.js';
import { showToken } from './token-text.js';

const count = (value: number): string => value.toLocaleString('en-US');

/** Milliseconds between two lines about progress. */
const PROGRESS_EVERY = 2000;

/** Says every two seconds how much was read. */
export function trainingProgress(
  print: (line: string) => void,
  now: () => number,
): (texts: number, bytes: number) => void {
  let next = now() + PROGRESS_EVERY;
  return (texts, bytes) => {
    if (now() < next) return;
    next = now() + PROGRESS_EVERY;
    print(`read ${count(texts)} texts, ${formatBytes(bytes)}`);
  };
}

export function describeTraining(trained: TrainedTokenizer, folder: string): string {
  const { id, tokenizer, corpus, sha256, files } = trained;
  const source = corpus === null ? 'no text' : `${count(corpus.texts)} texts, ${formatBytes(corpus.bytes)}`;
  return [
    `tokenizer ${id}: vocabulary ${count(tokenizer.vocabularySize)}, from ${source}`,
    `tokenizer.json has the SHA-256 ${sha256}`,
    files.length === 0
      ? 'dry run: nothing was written'
      : `written to ${folder}: ${files.join(', ')}\nuse it with \`tokenizer: { use: tokenizer-json, path: ${folder} }\``,
  ].join('\n');
}

export function describeStatistics(id: string, statistics: TokenizerStatistics): string {
  const { length, frequent, vocabularySize, usedIds, tokens } = statistics;
  const optional = (value: number | null): string => (value === null ? '-' : formatNumber(value));
  const share = (part: number, whole: number): string =>
    whole === 0 ? '' : `${formatNumber((100 * part) / whole)} %`;
  return [
    renderTable([
      ['TOKENIZER', id, ''],
      ['texts', count(statistics.texts), ''],
      ['bytes', count(statistics.bytes), ''],
      ['characters', count(statistics.characters), ''],
      ['words', count(statistics.words), ''],
      ['tokens', count(tokens), ''],
      ['bytes per token', optional(statistics.bytesPerToken), ''],
      ['characters per token', optional(statistics.charactersPerToken), ''],
      ['tokens per word', optional(statistics.tokensPerWord), ''],
      ['unknown tokens', count(statistics.unknown), share(statistics.unknown, tokens)],
      ['vocabulary used', `${count(usedIds)} of ${count(vocabularySize)}`, share(usedIds, vocabularySize)],
      [
        'tokens of a text',
        `median ${count(length.median)}`,
        `90 % ${count(length.p90)}, 99 % ${count(length.p99)}, longest ${count(length.longest)}`,
      ],
    ]),
    ...(frequent.length === 0
      ? []
      : [
          '',
          renderTable([
            ['ID', 'TOKEN', 'COUNT', 'SHARE'],
            ...frequent.map(({ id: token, token: text, count: times }) => [
              String(token),
              showToken(text),
              count(times),
              share(times, tokens),
            ]),
          ]),
        ]),
  ].join('\n');
}

/** @param manifest what is wrong with it, null where nothing is, undefined where there is none */
export function describeValidation(
  id: string,
  { findings, lossy, own }: TokenizerValidation,
  manifest: string | null | undefined,
): string {
  return [
    ...findings.map(({ level, message }) => `${level}: ${message}`),
    ...(manifest === null ? ['the file is the one its manifest describes'] : []),
    lossy.length === 0
      ? 'all built-in texts are the same after encoding and decoding'
      : `not the same after encoding and decoding: ${lossy.join(', ')}`,
    ...(own.texts === 0
      ? []
      : [
          `of ${count(own.texts)} texts, ${count(own.texts - own.lossy)} are the same after encoding and decoding; ${count(own.unknown)} unknown tokens`,
        ]),
    findings.some(({ level }) => level === 'error')
      ? `tokenizer ${id} is broken`
      : `tokenizer ${id} is sound`,
  ].join('\n');
}

export function describeTokenizer(id: string, details: TokenizerDetails): string {
  const { specials, otherSpecials, parts, longest } = details;
  return [
    renderTable([
      ['TOKENIZER', id],
      ['vocabulary', count(details.vocabularySize)],
      ...Object.entries(parts).map(([part, type]) => [part.replace('_', ' '), type ?? 'none']),
      ['chat template', details.chatTemplate ? 'yes' : 'no'],
      ['fingerprint', details.fingerprint],
    ]),
    '',
    renderTable([
      ['ID', 'SPECIAL TOKEN', 'ROLE'],
      ...Object.entries(specials).map(([role, { id: token, token: text }]) => [
        String(token),
        showToken(text),
        role,
      ]),
      ...otherSpecials.map(({ id: token, token: text }) => [String(token), showToken(text), '']),
    ]),
    '',
    describeTokens(longest),
  ].join('\n');
}

export function describeTokens(tokens: readonly KnownToken[]): string {
  return renderTable([
    ['ID', 'TOKEN', 'BYTES OF TEXT'],
    ...tokens.map(({ id, token, bytes }) => [String(id), showToken(token), String(bytes)]),
  ]);
}
