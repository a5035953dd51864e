// Checks of encoding at random, as BPE-dropout does in training. Whether a tokenizer does is what it says in `randomizes`.
import type { Tokenizer } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual } from '../../checks/demand.js';
import { show } from '../../checks/show.js';
import { type TokenizerSubject, textsOf, withTrained } from './tokenizer-subject.js';

/** With fewer a tokenizer that passes over few merges could draw the same ids each time. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

export function randomChecks(subject: TokenizerSubject): Check[] {
  const texts = textsOf(subject);
  const checks = [
    check('leaves nothing to chance unless it is given randomness and says that it heeds it', () =>
      withTrained(subject, (tokenizer) => {
        for (const text of texts) {
          const before = [...tokenizer.encode(text).ids];
          const drawn = [...drawnIds(tokenizer, text, 1)];
          demandEqual([...tokenizer.encode(text).ids], before, {
            where: `encode(${show(text)}) after encode(…, { random })`,
            remedy: 'keep nothing of what was drawn for calls without `random`',
          });
          demandEqual([...tokenizer.encodeBatch([text])[0]!.ids], before, {
            where: `encodeBatch([${show(text)}]) after encode(…, { random })`,
            remedy: 'without `random` encoding is deterministic',
          });
          if (tokenizer.randomizes === true) continue;
          demandEqual(drawn, before, {
            where: `encode(${show(text)}, { random })`,
            remedy: 'say so with `randomizes: true`: the host keys what it keeps of tokens with it',
          });
        }
      }),
    ),

    check('gives equal ids for equal draws, where it encodes at random', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.randomizes !== true) return;
        for (const text of texts) {
          const first = [...drawnIds(tokenizer, text, 1)];
          drawnIds(tokenizer, text, 2);
          demandEqual([...drawnIds(tokenizer, text, 1)], first, {
            where: `encode(${show(text)}, { random }) with the same numbers again`,
            remedy: 'draw from `random` and from nothing else, and keep no words from call to call',
          });
        }
      }),
    ),

    check('gives other ids for other draws, where it says that it encodes at random', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.randomizes !== true) return;
        const seen = new Set(
          SEEDS.map((seed) => texts.map((text) => drawnIds(tokenizer, text, seed)).join()),
        );
        demand(seen.size > 1, {
          where: 'encode(text, { random })',
          expected: `other ids of some text with other numbers, in ${SEEDS.length} tries`,
          received: 'the same ids of all texts',
          remedy: 'heed `random`, or leave `randomizes` out',
        });
      }),
    ),
  ];
  if (subject.lossless === 'never') return checks;
  return [
    ...checks,
    check('gives text back unchanged whatever it draws, where it encodes at random', () =>
      withTrained(subject, (tokenizer) => {
        if (tokenizer.randomizes !== true) return;
        for (const text of texts) {
          for (const seed of SEEDS.slice(0, 2)) {
            demandEqual(tokenizer.decode(drawnIds(tokenizer, text, seed)), text, {
              where: `decode(encode(${show(text)}, { random }).ids)`,
              remedy: 'chance decides which tokens spell the text, never what they spell',
            });
          }
        }
      }),
    ),
  ];
}

function drawnIds(tokenizer: Tokenizer, text: string, seed: number): Int32Array {
  const stream = createRng(seed).fork('encode');
  return tokenizer.encode(text, { random: () => stream.uniform() }).ids;
}
