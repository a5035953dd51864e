// Gradients of functions on the compiled engine, where loops compute them and where they do not; of large arrays on others too.
import { createEngine } from '@codex-ml/engine-onnx/dist/create-engine.js';
import { onnxOptions } from '@codex-ml/engine-onnx/dist/onnx.options.js';
import type { Engine } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { activate, tf } from '../backend.js';
import { differentiate, expectEagerGradients, makeVariables } from './differentiate.js';
import { GRADIENT_CASES } from './gradient-cases.js';
import { expectReference } from './reference-gradients.js';

const SIZES = ['small', 'large'] as const;

describe('gradients on the compiled engine', () => {
  /** Of arrays of any size, of large ones, and nowhere. */
  const engines = new Map<string, Engine>();
  before(async () => {
    const options = onnxOptions.parse({ device: 'cpu', threads: 2 });
    const make = (large?: number) => createEngine(options, testContext({ id: 'std/onnx' }), large);
    engines.set('loops for any array', await make(1));
    engines.set('loops for large arrays', await make());
    engines.set('no loops', await make(Number.POSITIVE_INFINITY));
  });
  after(async () => {
    for (const engine of engines.values()) await engine.dispose();
  });

  for (const [name, each] of Object.entries(GRADIENT_CASES)) {
    it(`of ${name} equal finite differences, with loops and without`, async () => {
      for (const size of SIZES) {
        const variables = makeVariables(each[size]);
        for (const engine of engines.values()) {
          const program = await engine.compile<string, string>(
            'gradients',
            () => {
              const { value, gradients } = differentiate(each, variables);
              return { ...gradients, 'the value': value };
            },
            { inputs: {}, state: Object.values(variables) },
          );
          const results = await program.run({});
          const found = Object.entries(results).map(([key, { data }]) => [key, data]);
          const { 'the value': value, ...gradients } = Object.fromEntries(found);
          expectReference(each, size, { value: value!, gradients });
          program.dispose();
        }
        tf.dispose(variables);
      }
    });
  }
});

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`gradients of large arrays on the ${backend} backend`, () => {
    before(() => activate(backend));
    for (const [name, use] of Object.entries(GRADIENT_CASES)) {
      it(`of ${name} equal finite differences and leak nothing`, () => {
        expectEagerGradients(use, 'large');
      });
    }
  });
}
