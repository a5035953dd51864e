// Engine, tokenizer and model of a run, as every command needs them.
import type {
  Engine,
  JsonObject,
  LanguageModel,
  RngStream,
  Tokenizer,
  TrainingAdditions,
} from '@codex-ml/plugin-api';
import {
  attributedInstance,
  attributedModel,
  attributedTokenizer,
  callPlugin,
} from './attribute-to-plugin.js';
import { instantiate, pluginOf } from './instantiate.js';
import type { OpenSession } from './open-session.js';

/** Start the engine; it is stopped when the session closes. */
export async function buildEngine(session: OpenSession): Promise<Engine> {
  const { container, plan } = session;
  const engine = await instantiate(session, 'engine', plan.resolved.config.engine, undefined);
  container.own('engine', () => engine.dispose());
  return engine;
}

/** Train the tokenizer on the corpus. */
export async function trainTokenizer(
  session: OpenSession,
  corpus: AsyncIterable<string>,
): Promise<Tokenizer> {
  const choice = session.plan.resolved.config.tokenizer;
  const { plugin, ctx } = pluginOf(session, 'tokenizer', choice);
  const train = async () => plugin.train({ options: choice.options, ctx, corpus });
  const made = await callPlugin(choice.use, 'train', train);
  return attributedTokenizer(choice.use, attributedInstance('tokenizer', choice.use, 'train', made));
}

/** Restore the tokenizer from `tokenizer.json`. */
export async function loadTokenizer(session: OpenSession, data: JsonObject): Promise<Tokenizer> {
  const choice = session.plan.resolved.config.tokenizer;
  const { plugin, ctx } = pluginOf(session, 'tokenizer', choice);
  const load = async () => plugin.load({ options: choice.options, ctx, data });
  const loaded = await callPlugin(choice.use, 'load', load);
  return attributedTokenizer(choice.use, attributedInstance('tokenizer', choice.use, 'load', loaded));
}

/**
 * Build the model and let `model.built` adapt it; it is disposed of when the session closes.
 * @param training takes what plugins add to training; left out where the model is only used
 * @param rng stream of the initial weights
 */
export async function buildModel(
  session: OpenSession,
  engine: Engine,
  vocabularySize: number,
  training?: TrainingAdditions,
  rng: RngStream = session.container.scope.rng.fork('model'),
): Promise<LanguageModel> {
  const { container, plan } = session;
  const choice = plan.resolved.config.model;
  const created = await instantiate(session, 'model', choice, {
    tf: engine.tf,
    features: engine.features,
    vocabularySize,
    rng,
  });
  const model = attributedModel(choice.use, created);
  const { model: built } = await container.hooks.call('model.built', {
    model,
    engine,
    ...(training === undefined ? {} : { training }),
  });
  container.own('model', () => {
    for (const { variable } of built.parameters) variable.dispose();
  });
  return built;
}
