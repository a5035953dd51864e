// How an encoded split fills rows in this run: the config's choice, what the data call for, and what the model can do.
import { codexError, type LanguageModel } from '@codex-ml/plugin-api';
import { describePacking, type EncodedSplit, type Packing, planPacking, resolvePack } from '../data/index.js';
import type { OpenSession } from './open-session.js';
import type { RunJournal } from './run-journal.js';

/** Samples from which on packing takes a second or more. */
const MANY_SAMPLES = 5_000_000;

/**
 * @throws CML4340 where the model cannot keep documents apart, CML4302 for fewer than two tokens, CML4341 where nothing carries loss
 */
export function packData(
  { plan }: Pick<OpenSession, 'plan'>,
  journal: Pick<RunJournal, 'tell'>,
  model: LanguageModel,
  encoded: EncodedSplit,
): Packing {
  const { config } = plan.resolved;
  const { context } = model.shape;
  const mode = resolvePack(config.data.pack, encoded);
  if (mode === 'documents') requireSeparation(config.model.use, model);
  if (mode === 'documents' && encoded.samples > MANY_SAMPLES) {
    journal.tell(
      'data.pack',
      `${encoded.split} split: packing ${encoded.samples.toLocaleString('en-US')} samples`,
    );
  }
  const packing = planPacking(encoded.split, mode, encoded, context);
  const line = describePacking(encoded.split, packing, context, encoded.samples);
  if (line !== undefined) journal.tell('data.pack', line);
  return packing;
}

/** @throws CML4340 */
export function requireSeparation(id: string, model: LanguageModel): void {
  if (model.separatesDocuments !== true) throw codexError('CML4340', { model: id });
}
