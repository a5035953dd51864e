import { getThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { planProgram } from '@codex-ml/engine-onnx/dist/program/staged-graph.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import { type TracedProgram, traceProgram } from '@codex-ml/engine-onnx/dist/tracing/trace-program.js';
import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import { CodexError, type Engine, type LanguageModel, type ProgramSpec } from '@codex-ml/plugin-api';
import { compileDecoding, createRng } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { ints, makeOnnx } from '../make-engine.js';

const [VOCABULARY, CONTEXT, STEPS, MOST_ROWS] = [91, 24, 12, 4];
const SIZES = { layers: 2, heads: 4, width: 64, context: CONTEXT };
const MODELS = {
  gpt: { plugin: gpt, options: { ...SIZES, initStd: 0.2 } },
  'gpt without biases, with a head of its own': {
    ...{ plugin: gpt, options: { ...SIZES, bias: false, tieEmbeddings: false } },
  },
  'llama with grouped queries': { plugin: llama, options: { ...SIZES, kvHeads: 2 } },
};

async function makeModel(
  engine: Engine,
  { plugin, options }: (typeof MODELS)['gpt'],
): Promise<LanguageModel> {
  return plugin.create({
    ...{ ctx: testContext({ id: 'std/model' }), tf: engine.tf, features: engine.features },
    ...{ vocabularySize: VOCABULARY, rng: createRng(5), options: plugin.options.parse(options) },
  });
}

/** What decoding a token of each row records. */
async function traceDecoding(engine: Engine, model: LanguageModel, rows: number): Promise<TracedProgram> {
  const cache = model.createCache(rows);
  let traced: TracedProgram | undefined;
  const compile: Engine['compile'] = (name, fn, spec) => {
    const { inputs, state } = spec as ProgramSpec<string>;
    const signature = Object.fromEntries(
      Object.entries(inputs).map(([input, { shape, dtype }]) => [
        input,
        { dtype, shape: shape.map((size) => size ?? 1) },
      ]),
    );
    traced = traceProgram(engine.tf, getTraceBackend(engine.tf), name, fn, signature, state);
    return engine.compile(name, fn, spec);
  };
  (await compileDecoding({ ...engine, compile }, model, cache)).dispose();
  cache.dispose();
  return traced!;
}

/** Logits of one token after the other for each row; row r begins r tokens later than the first. */
async function decode(
  engine: Engine,
  model: LanguageModel,
  rows: readonly number[],
): Promise<Float32Array[]> {
  const cache = model.createCache(rows.length);
  const program = await compileDecoding(engine, model, cache);
  const steps: Float32Array[] = [];
  for (let step = 0; step < STEPS; step++) {
    const places = rows.map((row) => Math.max(0, step - row));
    const { logits } = await program.run({
      ids: ints(
        [rows.length, 1],
        rows.map((row, i) => (places[i]! * 7 + row * 13) % VOCABULARY),
      ),
      positions: ints([rows.length], places),
      logitsAt: ints(
        [rows.length],
        rows.map(() => 0),
      ),
    });
    steps.push((logits.data as Float32Array).slice());
  }
  program.dispose();
  cache.dispose();
  return steps;
}

describe('decoding a token of few rows', () => {
  let one: Engine;
  let two: Engine;
  before(async () => {
    [one, two] = [await makeOnnx(1), await makeOnnx(2)];
  });
  after(async () => {
    for (const engine of [one, two]) await engine.dispose();
  });

  for (const [name, kind] of Object.entries(MODELS)) {
    it(`leaves nothing of ${name} to ONNX Runtime`, async () => {
      const model = await makeModel(one, kind as (typeof MODELS)['gpt']);
      for (const rows of [1, MOST_ROWS]) {
        const { plan } = planProgram(await traceDecoding(one, model, rows), {
          ...{ large: 4096, native: null, team: getThreadTeam(1)! },
        });
        const left = plan.steps.flatMap((step) =>
          step.kind === 'onnx' ? step.nodes.map(({ op }) => op) : [],
        );
        expect(left).to.deep.equal([]);
      }
    });

    it(`gives each row of ${name} the same bits in any company, on any number of threads`, async () => {
      const model = await makeModel(one, kind as (typeof MODELS)['gpt']);
      const rows = [0, 1, 2, 3];
      const together = await decode(one, model, rows);
      for (const row of [0, 3]) {
        const alone = await decode(one, model, [row]);
        alone.forEach((logits, step) => {
          const beside = together[step]!.subarray(row * VOCABULARY, (row + 1) * VOCABULARY);
          expect(logits, `step ${step} of row ${row}`).to.deep.equal(beside.slice());
        });
      }
      expect(await decode(two, await makeModel(two, kind as (typeof MODELS)['gpt']), rows)).to.deep.equal(
        together,
      );
    });
  }

  it('refuses an id that the table does not have, and writes nothing', async () => {
    const model = await makeModel(one, MODELS.gpt);
    const cache = model.createCache(1);
    const program = await compileDecoding(one, model, cache);
    const feeds = { ids: ints([1, 1], [VOCABULARY]), positions: ints([1], [0]), logitsAt: ints([1], [0]) };
    let error: unknown;
    try {
      await program.run(feeds);
    } catch (caught) {
      error = caught;
    }
    expect(CodexError.is(error) && error.code).to.equal('CML5105');
    expect((error as CodexError).message)
      .to.include('`decode`')
      .and.include(`index ${VOCABULARY} is outside`);
    const keys = (await one.read(cache.layers[0]!.keys)) as Float32Array;
    expect(keys.every((number) => number === 0)).to.equal(true);
    program.dispose();
    cache.dispose();
  });
});
