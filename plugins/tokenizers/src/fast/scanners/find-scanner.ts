// From the pattern of a `tokenizer.json` to a scanner that does the same by hand.
import { createCl100kScanner } from './cl100k-scanner.js';
import { createGpt2Scanner } from './gpt2-scanner.js';
import { createO200kScanner } from './o200k-scanner.js';
import type { Scanner } from './scanner.js';

export const GPT2_PATTERN = String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
const GPT2_SPELLED = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

const SPACES = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const CONTRACTION = `(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const cl100k = (number: string): string =>
  String.raw`${CONTRACTION}|[^\r\n\p{L}\p{N}]?\p{L}+|${number}| ?[^\s\p{L}\p{N}]+[\r\n]*|${SPACES}`;

const SIGN = String.raw`[^\r\n\p{L}\p{N}]?`;
const HEADS = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const TAILS = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const o200k = (contraction: string, number: string): string =>
  String.raw`${SIGN}${HEADS}*${TAILS}+${contraction}|${SIGN}${HEADS}+${TAILS}*${contraction}|${number}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${SPACES}`;

export const LLAMA3_PATTERN = cl100k(String.raw`\p{N}{1,3}`);
export const QWEN2_PATTERN = cl100k(String.raw`\p{N}`);
export const O200K_PATTERN = o200k(`${CONTRACTION}?`, String.raw`\p{N}{1,3}`);
export const TEKKEN_PATTERN = o200k('', String.raw`\p{N}`);

const CREATORS = new Map<string, () => Scanner>([
  [GPT2_PATTERN, createGpt2Scanner],
  [GPT2_SPELLED, createGpt2Scanner],
  [LLAMA3_PATTERN, () => createCl100kScanner({ digits: 3 })],
  [QWEN2_PATTERN, () => createCl100kScanner({ digits: 1 })],
  [O200K_PATTERN, () => createO200kScanner({ digits: 3, contractions: true })],
  [TEKKEN_PATTERN, () => createO200kScanner({ digits: 1, contractions: false })],
]);

const scanners = new Map<string, Scanner>();

/** @returns undefined for patterns that nobody wrote a scanner for; for equal patterns the same, which is compiled once */
export function findScanner(pattern: string): Scanner | undefined {
  const known = scanners.get(pattern);
  if (known !== undefined) return known;
  const scanner = CREATORS.get(pattern)?.();
  if (scanner !== undefined) scanners.set(pattern, scanner);
  return scanner;
}
