// The forward pass of evaluation: per-token negative log likelihood and arg-max predictions.
import { crossEntropy } from '@codex-ml/nn';
import type { Engine, LanguageModel, Program, Tensor } from '@codex-ml/plugin-api';
import { BATCH_SPECS, type BatchInput } from './batch-feeds.js';

export type EvaluationProgram = Program<BatchInput, 'nll' | 'predictions'>;

/** Outputs: nll float32 [rows, length] in nats, unweighted, 0 where ignored; predictions int32 [rows, length]. */
export function compileEvaluation(engine: Engine, model: LanguageModel): Promise<EvaluationProgram> {
  const { tf, features } = engine;
  return engine.compile(
    'evaluate',
    ({ ids, targets, weights }: Readonly<Record<BatchInput, Tensor>>) => {
      const logits = model.forward(ids, { training: false, random: {} });
      const { nll } = crossEntropy({ tf, features }, logits, targets, weights);
      return { nll, predictions: tf.argMax(logits, -1) };
    },
    { inputs: BATCH_SPECS, state: model.parameters.map((parameter) => parameter.variable) },
  );
}
