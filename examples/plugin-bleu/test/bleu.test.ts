import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testContext } from '@codex-ml/testkit';
import approxBleu from '../dist/approx-bleu.js';
import bleu from '../dist/bleu.js';
import { text, tokens } from '../src/conformance.ts';

const createBleu = (options: object = {}) =>
  bleu.create({ options: bleu.options.parse(options), ctx: testContext() });

describe('bleu', () => {
  it('adds up counts, not scores: a corpus is more than the mean of its texts', async () => {
    const metric = await createBleu({ smoothing: 'none', order: 2 });
    const long = text('a b c d e f g h', 'a b c d e f g h');
    const short = text('x y', 'x z');
    const scoreOf = (...observations: ReturnType<typeof text>[]) =>
      metric.value(observations.reduce(metric.update, metric.initial()));
    deepEqual([scoreOf(long), scoreOf(short)], [100, 0]);
    // 9 of 10 words, 7 of 8 pairs.
    equal(scoreOf(long, short)?.toFixed(9), (100 * ((9 / 10) * (7 / 8)) ** 0.5).toFixed(9));
  });

  it('takes the reference that is nearest in length, and the shorter of two', async () => {
    const metric = await createBleu({ order: 1, tokenize: 'whitespace' });
    const scoreOf = (...references: string[]) =>
      metric.value(metric.update(metric.initial(), text('a b c', ...references)));
    equal(scoreOf('a b c d', 'a b'), 100);
    ok((scoreOf('a b c d', 'a') ?? 100) < 100);
  });

  it('cuts words as mteval-v13a does', async () => {
    const metric = await createBleu({ order: 1 });
    const countOf = (words: string) => metric.update(metric.initial(), text(words, 'x'));
    for (const [words, count] of [
      ['It costs $1,000.50!', 5],
      ['well-known', 1],
      ['12-13', 3],
      ['a.b', 3],
      ['&quot;x&quot;', 3],
      ["don't", 1],
    ] as const) {
      equal((countOf(words) as { length: number }).length, count, words);
    }
  });

  it('refuses a text without references, and options outside of their range', async () => {
    const metric = await createBleu();
    throws(() => metric.update(metric.initial(), text('a')), /expected at least one, received none/);
    for (const options of [{ order: 0 }, { order: 10 }, { smoothing: 'exp' }, { tokenise: '13a' }]) {
      equal(bleu.options.safeParse(options).success, false, JSON.stringify(options));
    }
  });
});

describe('approx-bleu', () => {
  it('takes each row for a text, and goes over no border between them', async () => {
    const options = approxBleu.options.parse({ order: 2, smoothing: 'none' });
    const metric = await approxBleu.create({ options, ctx: testContext() });
    const rows = [
      { predictions: [1, 2], targets: [1, 2] },
      { predictions: [3, 4], targets: [3, 4] },
    ];
    const counts = metric.update(metric.initial(), tokens(rows)) as { totals: number[]; segments: number };
    deepEqual([counts.totals, counts.segments], [[4, 2], 2]);
  });
});
