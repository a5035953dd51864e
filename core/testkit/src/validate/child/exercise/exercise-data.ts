// Exercises of the kinds that handle text and numbers on the host: tokenizer, dataset, metric, safety, tracker.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation, Plugin, SafetyStage, Sample } from '@codex-ml/plugin-api';
import { withContext } from '../../../fixtures/test-context.js';
import { HOSTILE_TEXTS } from '../../../suites/hostile-texts.js';
import { type KnownAnswer, sampleObservations } from '../../../suites/metric-suite.js';
import type { FlaggedText } from '../../../suites/safety-suite.js';
import { type TokenizerSubject, textsOf, withTrained } from '../../../suites/tokenizer/tokenizer-subject.js';
import { rowsOf } from '../../../suites/tracker-rows.js';
import type { Result } from './part.js';
import type { Tools } from './tools.js';

/** Samples of a split that are looked at. */
const SAMPLES = 1000;

export function exerciseTokenizer(plugin: Plugin<'tokenizer'>, { fixture }: Tools): Promise<Result[]> {
  const { facts, options, base } = fixture;
  const subject = { ...facts, plugin, options, base } as TokenizerSubject;
  return withTrained(subject, (tokenizer) => [
    { what: '`save()` after training', value: tokenizer.save() },
    { what: '`encode` of the texts', value: textsOf(subject).map((text) => tokenizer.encode(text)) },
  ]);
}

export function exerciseDataset(plugin: Plugin<'dataset'>, { fixture }: Tools): Promise<Result[]> {
  return withContext({ base: fixture.base }, async (ctx) => {
    const dataset = await plugin.create({ options: plugin.options.parse(fixture.options), ctx });
    const results: Result[] = [{ what: '`splits` and `shape`', value: [dataset.splits, dataset.shape] }];
    for (const split of dataset.splits) {
      const samples: Sample[] = [];
      for await (const sample of dataset.open(split)) {
        if (samples.push(sample) === SAMPLES) break;
      }
      results.push({ what: `\`open('${split}')\``, value: samples });
      results.push({ what: `\`describe('${split}')\``, value: await dataset.describe(split) });
    }
    return results;
  });
}

export function exerciseMetric(plugin: Plugin<'metric'>, { fixture }: Tools): Promise<Result[]> {
  return withContext({ base: fixture.base }, async (ctx) => {
    const metric = await plugin.create({ options: plugin.options.parse(fixture.options), ctx });
    const known = (fixture.facts['known'] ?? []) as readonly KnownAnswer[];
    const seen: readonly Observation[] = [
      ...sampleObservations(metric.consumes),
      ...known.flatMap(({ observations }) => observations),
    ];
    const state = seen.reduce((before, each) => metric.update(before, each), metric.initial());
    return [
      { what: 'the state after some observations', value: state },
      { what: '`value` of that state', value: metric.value(state) },
    ];
  });
}

export function exerciseSafety(plugin: Plugin<'safety'>, { fixture }: Tools): Promise<Result[]> {
  return withContext({ base: fixture.base }, async (ctx) => {
    const safety = await plugin.create({ options: plugin.options.parse(fixture.options), ctx });
    const flagged = (fixture.facts['flagged'] ?? []) as readonly FlaggedText[];
    const stages = (fixture.facts['stages'] ?? ['data', 'output']) as readonly SafetyStage[];
    const results: Result[] = [];
    for (const stage of stages) {
      const verdicts: unknown[] = [];
      for (const text of [...flagged.map((each) => each.text), ...HOSTILE_TEXTS])
        verdicts.push(await safety.inspect(text, stage));
      results.push({ what: `\`inspect(…, '${stage}')\``, value: verdicts });
    }
    return results;
  });
}

export function exerciseTracker(plugin: Plugin<'tracker'>, { fixture, folder }: Tools): Promise<Result[]> {
  return withContext({ base: fixture.base }, async (ctx) => {
    const run = { id: 'test-00000000', name: 'test', configHash: '0'.repeat(64), seed: 1, steps: 6 };
    const tracker = await plugin.create({
      options: plugin.options.parse(fixture.options),
      ctx,
      run: { ...run, folder, resumedFrom: null },
    });
    for (let step = 1; step <= run.steps; step++) await tracker.log(rowsOf(step, step));
    await tracker.flush();
    await tracker.close('completed');
    const files = readdirSync(folder, { recursive: true }).map(String).sort();
    const reproducible = (fixture.facts['reproducible'] ?? []) as readonly string[];
    return [
      { what: 'the names of the files that it writes', value: files },
      ...reproducible
        .filter((file) => files.includes(file))
        .map((file) => ({ what: `\`${file}\``, value: readFileSync(join(folder, file), 'utf8') })),
    ];
  });
}
