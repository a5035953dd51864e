// Opens a run for use: its stored config, its tokenizer and the weights of one of its checkpoints. Reads only; no lock is taken.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Engine, JsonObject, LanguageModel, Tokenizer } from '@codex-ml/plugin-api';
import { type ChatTemplate, readTemplateFile } from '../chat/index.js';
import { findCheckpoint, loadCheckpoint, readModelFolder } from '../checkpoint/index.js';
import { blameRun } from '../errors/open-runs.js';
import { DecoderPool } from '../generate/index.js';
import { readRunRecord } from '../run-folder/run-record.js';
import { restoreArrays } from './array-transfer.js';
import { buildEngine, buildModel, loadTokenizer } from './build-model.js';
import { chooseWeights } from './choose-weights.js';
import { memoryFolder } from './memory-folder.js';
import { type OpenSession, openSession } from './open-session.js';
import { planRun } from './plan-run.js';
import { createJournal, type RunJournal } from './run-journal.js';
import { type StoredRunRequest, storedRequest } from './stored-request.js';

export interface OpenModelRequest extends StoredRunRequest {
  readonly checkpoint: 'best' | 'last' | number;
  /**
   * Plugin whose weights to take in place of the model's own, such as `std/ema`; the short id will do. Parameters it keeps
   * no value for have their own.
   */
  readonly weights?: string | undefined;
  readonly signal: AbortSignal;
  readonly print: (message: string) => void;
  readonly now: () => Date;
}

/** A model ready to be evaluated or generated from. */
export interface TrainedModel {
  readonly folder: string;
  /** Completed updates of the checkpoint. */
  readonly step: number;
  /** Full id of the plugin whose weights were taken, or null for the model's own. */
  readonly weights: string | null;
  readonly session: OpenSession;
  readonly engine: Engine;
  readonly model: LanguageModel;
  /** What text is generated with, for one request after the other. */
  readonly decoders: DecoderPool;
  readonly tokenizer: Tokenizer;
  /** The template that the run's conversations were rendered with; null where it had none. */
  readonly chatTemplate: ChatTemplate | null;
  readonly journal: RunJournal;
  readonly signal: AbortSignal;
  /** Do something with it; an error that comes of it names the plugin behind it. */
  attribute<T>(work: () => Promise<T>): Promise<T>;
  /** Close everything, last opened first. */
  close(): Promise<void>;
}

/**
 * @throws CML6203 where the folder is no run, CML6104 or CML6102 without a usable checkpoint, CML6302 where overrides change
 * the model's shape, CML3602 where the checkpoint has no weights of the plugin asked for
 */
export async function openTrainedModel(request: OpenModelRequest): Promise<TrainedModel> {
  const { folder } = request;
  const record = await readRunRecord(folder, basename(folder));
  const checkpoint = await findCheckpoint(folder, request.checkpoint);
  const journal = createJournal(memoryFolder(request.now), request.print, request.now);
  for (const error of checkpoint.broken) journal.notice(`passed over a checkpoint: ${error.title}`);
  const plan = await planRun({
    ...storedRequest(request, record),
    warn: request.print,
  });
  let session: OpenSession | undefined;
  let decoders: DecoderPool | undefined;
  const close = async () => {
    decoders?.dispose();
    await session?.container.close();
    await plan.kernel.close();
  };
  const run = { plugins: [...plan.plugins.values()], journal };
  try {
    session = await openSession(plan, {
      artifactsFolder: join(folder, 'artifacts'),
      signal: request.signal,
      journal,
    });
    const engine = await buildEngine(session);
    const { tokenizerJson } = await readModelFolder(checkpoint.path);
    const tokenizer = await loadTokenizer(session, tokenizerJson);
    const model = await buildModel(session, engine, tokenizer.vocabularySize);
    const loaded = await loadCheckpoint(checkpoint.path, { verified: true });
    const { weights, arrays } = chooseWeights(loaded, request.weights, checkpoint.name);
    const validated = loaded.state['validationWeights'];
    if (request.checkpoint === 'best' && weights === null && typeof validated === 'string') {
      journal.notice(
        `the best checkpoint was chosen by the weights of \`${validated}\`: \`--weights ${validated}\` takes them in place of the model's own`,
      );
    }
    await restoreArrays(engine, model.parameters, arrays, { checkpoint: checkpoint.name, part: 'model' });
    decoders = new DecoderPool(engine, model);
    return {
      folder,
      step: checkpoint.step,
      weights,
      session,
      engine,
      model,
      decoders,
      tokenizer,
      chatTemplate: await readTemplateFile(checkpoint.path),
      journal,
      signal: request.signal,
      async attribute(work) {
        try {
          return await work();
        } catch (error) {
          throw blameRun(error, run);
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw blameRun(error, run);
  }
}

/** What the run was told about its data, or null where the record is missing or damaged. */
export async function readDataManifest(folder: string): Promise<JsonObject | null> {
  try {
    return JSON.parse(await readFile(join(folder, 'data.manifest.json'), 'utf8')) as JsonObject;
  } catch {
    return null;
  }
}
