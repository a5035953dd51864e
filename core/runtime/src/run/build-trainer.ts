// The arrays of training and the code over them: model, optimizer, what extensions add, and the programs of an update.
import type { AddedArray, Engine, LanguageModel, Optimizer, RngStream } from '@codex-ml/plugin-api';
import { requireVocabulary } from '../data/index.js';
import { compileTraining, type TrainingPrograms } from '../programs/training-programs.js';
import { attributedOptimizer, callPlugin } from './attribute-to-plugin.js';
import { buildModel } from './build-model.js';
import { collectAdditions } from './collect-additions.js';
import { instantiate } from './instantiate.js';
import type { OpenSession } from './open-session.js';
import { type ValidationWeights, validationWeights } from './validation-weights.js';

export interface Trainer {
  readonly model: LanguageModel;
  readonly optimizer: Optimizer;
  /** Arrays that plugins added to training, under the names that checkpoints store. */
  readonly added: readonly AddedArray[];
  /** What validation scores in place of the parameters; null for the parameters themselves. */
  readonly validationWeights: ValidationWeights | null;
  /**
   * @param engine to compile with
   * @param batches whether they say which document each place belongs to; default: they do not
   */
  compile(engine: Engine, batches?: { readonly documents: boolean }): Promise<TrainingPrograms>;
}

/**
 * Everything is disposed of when the session closes.
 * @param rng stream of the initial weights, where it is not the run's
 * @throws CML4308 where the tokenizer has more tokens than the model
 */
export async function buildTrainer(
  session: OpenSession,
  engine: Engine,
  vocabularySize: number,
  rng?: RngStream,
): Promise<Trainer> {
  const { plan, container } = session;
  const { train, optimizer: choice } = plan.resolved.config;
  const additions = collectAdditions();
  const model = await buildModel(session, engine, vocabularySize, additions.intake, rng);
  const added = additions.close();
  container.own('arrays of extensions', () => {
    for (const { variable } of added.arrays) variable.dispose();
  });
  requireVocabulary(vocabularySize, model.shape.vocabularySize);
  const optimizer = attributedOptimizer(
    choice.use,
    await instantiate(session, 'optimizer', choice, { tf: engine.tf, parameters: model.parameters }),
  );
  container.own('optimizer', () => {
    for (const { variable } of optimizer.state) variable.dispose();
  });
  return {
    model,
    optimizer,
    added: added.arrays,
    validationWeights: validationWeights(added, model.parameters),
    compile: (compiler, { documents } = { documents: false }) =>
      compileTraining({
        engine: compiler,
        model,
        modelId: plan.resolved.config.model.use,
        documents,
        optimizer,
        clip: train.clip,
        accumulate: train.accumulate,
        transformGradients: (gradients) => container.hooks.call('grads.ready', { gradients }).gradients,
        added: added.arrays.map(({ variable }) => variable),
        afterUpdate: () => {
          for (const { plugin, afterUpdate } of added.steps) callPlugin(plugin, 'afterUpdate', afterUpdate);
        },
      }),
  };
}
