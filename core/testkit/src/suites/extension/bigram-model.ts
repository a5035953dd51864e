// The smallest model that an extension can be tried on: logits looked up by the last token. One parameter is frozen.
import type { LanguageModel, Parameter, TfCore } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';

const VOCABULARY = 11;

export function createBigramModel(tf: TfCore): LanguageModel {
  const rng = createRng(9).fork('bigram');
  const make = (name: string, shape: number[], trainable: boolean): Parameter => {
    const data = rng.fork(name).fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1)));
    const variable = tf.tidy(() => tf.variable(tf.tensor(data, shape, 'float32'), trainable));
    return { name, variable, decay: shape.length > 1, trainable };
  };
  const table = make('table', [VOCABULARY, VOCABULARY], true);
  const bias = make('bias', [VOCABULARY], true);
  const frozen = make('frozen', [VOCABULARY], false);
  return {
    architecture: 'bigram',
    shape: { vocabularySize: VOCABULARY, context: 8, layers: 0, heads: 1, kvHeads: 1, width: VOCABULARY },
    parameters: [table, bias, frozen],
    randomInputs: [],
    forward: (ids, { logitsAt }) => {
      const logits = tf.add(tf.add(tf.gather(table.variable, ids), bias.variable), frozen.variable);
      return logitsAt === undefined ? logits : tf.gather(logits, tf.expandDims(logitsAt, 1), 1, 1);
    },
    createCache: (batch, capacity = 8) => ({ batch, capacity, layers: [], dispose: () => undefined }),
    exportConfig: () => ({ model_type: 'bigram' }),
  };
}
