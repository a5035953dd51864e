// Conformance of metrics: mergeable accumulators over observations.
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue, Metric, Observation, TokenObservation } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { type Check, check } from '../checks/check.js';
import { demand, demandClose, demandEqual } from '../checks/demand.js';
import { deepFreeze } from '../fixtures/deep-freeze.js';
import { withContext } from '../fixtures/test-context.js';
import { optionsSuite } from './options-suite.js';
import { readOptions, type Subject } from './subject.js';

export interface KnownAnswer {
  /** What the example shows, such as `a uniform guess over 4 tokens`. */
  readonly name: string;
  readonly observations: readonly Observation[];
  readonly value: number | null;
}

export interface MetricSubject extends Subject<'metric'> {
  /** Answers worked out by hand or published. At least one. */
  readonly known: readonly KnownAnswer[];
  /** Relative tolerance of merged and known values. Default 1e-9: sums in another order differ in the last bits. */
  readonly tolerance?: number;
}

export function metricSuite(subject: MetricSubject): Check[] {
  const relative = subject.tolerance ?? 1e-9;
  const withMetric = (use: (metric: Metric<JsonValue>) => void) =>
    withContext({}, async (ctx) => {
      use(await subject.plugin.create({ options: readOptions(subject), ctx }));
    });
  const near = (received: number | null, expected: number | null, where: string, remedy: string) => {
    if (received === null || expected === null) demandEqual(received, expected, { where, remedy });
    else demandClose([received], [expected], { where, remedy, relative, absolute: 1e-12 });
  };
  const over = (metric: Metric<JsonValue>, seen: readonly Observation[]) =>
    seen.reduce((state, each) => metric.update(state, each), metric.initial());

  return [
    ...optionsSuite(subject),

    check('says what it consumes and which way is better', () =>
      withMetric(({ consumes, better }) => {
        demand(['tokens', 'texts'].includes(consumes) && ['lower', 'higher'].includes(better), {
          where: '`consumes` and `better`',
          expected: '"tokens" or "texts", and "lower" or "higher"',
          received: { consumes, better },
          remedy: 'set both fields',
        });
      }),
    ),

    ...subject.known.map(({ name, observations, value }) =>
      check(`gives the known answer for ${name}`, () =>
        withMetric((metric) =>
          near(
            metric.value(over(metric, observations)),
            value,
            name,
            'compare the formula with its source: which weights count, natural or binary logarithm, mean of what',
          ),
        ),
      ),
    ),

    check('has no value where nothing was seen', () =>
      withMetric((metric) => {
        const context = { where: 'value(initial())', remedy: 'return null: a metric is never invented' };
        demandEqual(metric.value(metric.initial()), null, context);
        const merged = metric.merge(metric.initial(), metric.initial());
        demandEqual(metric.value(merged), null, { ...context, where: 'value(merge(initial(), initial()))' });
      }),
    ),

    check('invents nothing for an observation without content', () =>
      withMetric((metric) => {
        const [first] = sampleObservations(metric.consumes);
        const remedy = 'count what there is: nothing seen is null, and changes no value that is there';
        for (const [what, empty] of Object.entries(emptyObservations(metric.consumes))) {
          const alone = metric.value(metric.update(metric.initial(), empty));
          // An empty text is a text: it may have a value, but one that is a number.
          demand(alone === null || (metric.consumes === 'texts' && Number.isFinite(alone)), {
            where: `value after ${what}`,
            expected: metric.consumes === 'texts' ? 'null or a finite number' : 'null',
            received: alone,
            remedy,
          });
          if (metric.consumes === 'texts') continue;
          const seen = metric.update(metric.initial(), first!);
          near(
            metric.value(metric.update(seen, empty)),
            metric.value(seen),
            `value after ${what} was added`,
            remedy,
          );
        }
      }),
    ),

    check('gives the same value however the observations are split and merged', () =>
      withMetric((metric) => {
        const seen = sampleObservations(metric.consumes);
        const whole = metric.value(over(metric, seen));
        for (let at = 0; at <= seen.length; at++) {
          const merged = metric.merge(over(metric, seen.slice(0, at)), over(metric, seen.slice(at)));
          near(
            metric.value(merged),
            whole,
            `value(merge(a, b)), split after ${at} of ${seen.length} observations`,
            'keep sums and counts in the state, not means',
          );
        }
      }),
    ),

    check('gives the same value in whatever order parts are merged', () =>
      withMetric((metric) => {
        const seen = sampleObservations(metric.consumes);
        const [a, b, c] = [seen.slice(0, 1), seen.slice(1, 3), seen.slice(3)].map((part) =>
          over(metric, part),
        );
        const { merge, value } = metric;
        const whole = value(merge(merge(a!, b!), c!));
        const remedy =
          'workers finish in any order: merge must be associative and give the same value both ways';
        near(value(merge(a!, merge(b!, c!))), whole, 'value(merge(a, merge(b, c)))', remedy);
        near(value(merge(c!, merge(b!, a!))), whole, 'value(merge(c, merge(b, a)))', remedy);
      }),
    ),

    check('keeps its state in plain JSON', () =>
      withMetric((metric) => {
        const state = over(metric, sampleObservations(metric.consumes));
        const copy = JSON.parse(JSON.stringify(state)) as JsonValue;
        const context = {
          where: 'JSON.parse(JSON.stringify(state))',
          remedy: 'use numbers, strings, arrays and plain objects; no NaN, Map, Set or typed array',
        };
        demandEqual(copy, state, context);
        demandEqual(metric.value(copy), metric.value(state), context);
      }),
    ),

    check('changes neither its arguments nor what it returned before', () =>
      withMetric((metric) => {
        const [first, second] = sampleObservations(metric.consumes);
        const before = structuredClone(first);
        const initial = deepFreeze(metric.initial());
        const one = deepFreeze(metric.update(initial, first!));
        const two = deepFreeze(metric.update(metric.initial(), second!));
        const value = metric.value(one);
        metric.update(one, second!);
        metric.merge(one, two);
        const context = { where: 'update and merge', remedy: 'return a new state and copy nothing in place' };
        demandEqual(metric.value(one), value, context);
        demand(isDeepStrictEqual(first, before), {
          ...context,
          expected: 'an unchanged observation',
          received: 'a changed one',
        });
      }),
    ),

    check('leaves out tokens of weight 0', () =>
      withMetric((metric) => {
        if (metric.consumes !== 'tokens') return;
        const seen = sampleObservations('tokens') as TokenObservation[];
        const whole = metric.value(over(metric, seen));
        const altered = seen.map((each) => ({
          ...each,
          nll: each.nll.map((nll, i) => (each.weights[i] === 0 ? nll + 100 : nll)),
          predictions: each.predictions.map((id, i) => (each.weights[i] === 0 ? 0 : id)),
          targets: each.targets.map((id, i) => (each.weights[i] === 0 ? -100 : id)),
          bytes: each.bytes.map((bytes, i) => (each.weights[i] === 0 ? bytes + 7 : bytes)),
        }));
        near(
          metric.value(over(metric, altered)),
          whole,
          'observations that differ only where `weights` is 0',
          'skip places whose weight is 0: they are padding',
        );
      }),
    ),
  ];
}

/** Five observations of different sizes, seeded, with some padding in each. */
export function sampleObservations(consumes: Observation['kind']): Observation[] {
  const rng = createRng(20).fork('observations');
  return [3, 1, 4, 2, 5].map((length, index) => {
    if (consumes === 'texts') {
      const word = () => ['the', 'whale', 'swam', 'on', 'and'][rng.integer(5)]!;
      const text = () => Array.from({ length: length + 2 }, word).join(' ');
      return { kind: 'texts', prediction: text(), references: [text(), text()] };
    }
    const size = 2 * length;
    const targets = Int32Array.from({ length: size }, () => rng.integer(7));
    return {
      kind: 'tokens',
      rows: 2,
      length,
      nll: Float32Array.from({ length: size }, () => 3 * rng.uniform()),
      targets,
      predictions: targets.map((id) => (rng.uniform() < 0.5 ? id : rng.integer(7))),
      // The last place of each observation is padding, and one weight is neither 0 nor 1.
      weights: Float32Array.from({ length: size }, (_, i) =>
        i === size - 1 ? 0 : i === 0 && index === 2 ? 0.5 : 1,
      ),
      bytes: Int32Array.from({ length: size }, () => 1 + rng.integer(4)),
    };
  });
}

/** Observations in which there is nothing to count. */
function emptyObservations(consumes: Observation['kind']): Readonly<Record<string, Observation>> {
  if (consumes === 'texts') {
    return { 'an empty prediction': { kind: 'texts', prediction: '', references: ['the whale'] } };
  }
  const padding = (length: number): TokenObservation => ({
    kind: 'tokens',
    rows: length === 0 ? 0 : 1,
    length,
    nll: new Float32Array(length),
    targets: new Int32Array(length).fill(-100),
    predictions: new Int32Array(length),
    weights: new Float32Array(length),
    bytes: new Int32Array(length),
  });
  return { 'an observation of no tokens': padding(0), 'an observation of padding alone': padding(3) };
}
