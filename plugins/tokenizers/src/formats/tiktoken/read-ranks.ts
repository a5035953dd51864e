// Reading files of ranks, as tiktoken has them: each line a token in base64 and its rank, which is its id.
import { codexError } from '@codex-ml/plugin-api';

/** Token of each id as Latin-1: one unit per byte. Ids without a token are missing. */
export type RankedTokens = readonly (string | undefined)[];

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LARGEST = 2 ** 24;

/**
 * Lines are `token rank`, or, as JavaScript packages write them to save space, `! first token token …` with ranks from `first` on.
 * @param file as the user wrote it, for errors
 * @throws CML4155 for a malformed line, with its place; CML4156 for bytes that no token spells by themselves
 */
export function readRanks(text: string, file: string): RankedTokens {
  const tokens: (string | undefined)[] = [];
  const seen = new Map<string, number>();
  const fail = (line: number, problem: string): never => {
    throw codexError('CML4155', { file, problem }, { where: { file, line: line + 1, column: 1 } });
  };
  const add = (base64: string, rank: number, line: number): void => {
    if (base64 === '' || !BASE64.test(base64))
      fail(line, `${JSON.stringify(base64)} is not a token in base64`);
    if (!(rank >= 0 && rank < LARGEST)) fail(line, `a rank is a whole number from 0 to ${LARGEST - 1}`);
    const token = Buffer.from(base64, 'base64').toString('latin1');
    if (tokens[rank] !== undefined) fail(line, `rank ${rank} was given before`);
    if (seen.has(token)) fail(line, `the token has the rank ${seen.get(token)} already`);
    tokens[rank] = token;
    seen.set(token, rank);
  };
  for (const [line, content] of text.split('\n').entries()) {
    const parts = content.trim().split(/\s+/);
    if (parts[0] === '') continue;
    if (parts[0] === '!') {
      const first = parseRank(parts[1]);
      for (const [i, base64] of parts.slice(2).entries()) add(base64, first + i, line);
    } else {
      if (parts.length !== 2) fail(line, 'expected a token in base64, a space and a rank');
      add(parts[0]!, parseRank(parts[1]), line);
    }
  }
  const missing = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => !seen.has(String.fromCharCode(byte)),
  );
  if (missing.length > 0) {
    throw codexError('CML4156', { file, count: missing.length, first: missing[0]! }, { where: { file } });
  }
  return tokens;
}

/** NaN for what is no whole number. */
function parseRank(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
