// BLEU against the scores of sacrebleu, which golden/make.py wrote down.
import { ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { testContext } from '@codex-ml/testkit';
import bleu from '../dist/bleu.js';

interface Golden {
  readonly source: string;
  readonly corpora: Readonly<
    Record<string, { readonly prediction: string; readonly references: string[] }[]>
  >;
  readonly cases: { readonly corpus: string; readonly options: object; readonly score: number }[];
}

const golden = JSON.parse(readFileSync(new URL('golden/sacrebleu.json', import.meta.url), 'utf8')) as Golden;

describe(`bleu against ${golden.source}`, () => {
  for (const [corpus, segments] of Object.entries(golden.corpora)) {
    it(`has the same score with all options: ${corpus}`, async () => {
      const cases = golden.cases.filter((each) => each.corpus === corpus);
      ok(cases.length > 30);
      for (const { options, score } of cases) {
        const metric = await bleu.create({ options: bleu.options.parse(options), ctx: testContext() });
        const counts = segments.reduce(
          (sum, segment) => metric.update(sum, { kind: 'texts', ...segment }),
          metric.initial(),
        );
        const value = metric.value(counts) ?? Number.NaN;
        ok(
          Math.abs(value - score) < 1e-9,
          `${JSON.stringify(options)}: expected ${score}, received ${value}`,
        );
      }
    });
  }
});
