// The forward pass of evaluation: per-token negative log likelihood and arg-max predictions.
import { crossEntropy } from '@codex-ml/nn';
import type { Engine, LanguageModel, Program, Tensor } from '@codex-ml/plugin-api';
import { type BatchFeeds, type BatchInput, batchSpecs } from './batch-feeds.js';

export type EvaluationProgram = Program<BatchInput, 'nll' | 'predictions'>;

/**
 * Outputs: nll float32 [rows, length] in nats, unweighted, 0 where ignored; predictions int32 [rows, length].
 * @param documents whether batches say which document each place belongs to; default false
 */
export function compileEvaluation(
  engine: Engine,
  model: LanguageModel,
  { documents = false }: { readonly documents?: boolean } = {},
): Promise<EvaluationProgram> {
  const { tf, features } = engine;
  return engine.compile<BatchInput, 'nll' | 'predictions'>(
    'evaluate',
    (inputs: BatchFeeds<Tensor>) => {
      const logits = model.forward(inputs.ids, {
        training: false,
        random: {},
        documents: inputs.documents,
      });
      const { nll } = crossEntropy({ tf, features }, logits, inputs.targets, inputs.weights);
      return { nll, predictions: tf.argMax(logits, -1) };
    },
    {
      inputs: batchSpecs(documents),
      state: model.parameters.map((parameter) => parameter.variable),
    },
  );
}
