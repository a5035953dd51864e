// Opens a tokenizer by itself: that of a run, or the one a config names, which is trained on the config's data where it is no file.
import { basename } from 'node:path';
import type { Corpus, JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { findCheckpoint, readModelFolder } from '../checkpoint/index.js';
import { trainingCorpus } from '../data/index.js';
import { loadTokenizer, trainTokenizer } from '../run/build-model.js';
import { type DataSource, openData, trainDataTokenizer } from '../run/load-data.js';
import { openTextSession, type TextSession, type TextSessionOptions } from '../run/open-text-session.js';
import { type PlanRequest, planRun } from '../run/plan-run.js';
import { type StoredRunRequest, storedRequest } from '../run/stored-request.js';
import { readRunRecord } from '../run-folder/run-record.js';

export type TokenizerSource =
  | {
      readonly from: 'run';
      readonly run: StoredRunRequest;
      readonly checkpoint: 'best' | 'last' | number;
    }
  /** A plan whose tokenizer reads a file and no text. */
  | { readonly from: 'file'; readonly request: PlanRequest }
  | { readonly from: 'config'; readonly request: PlanRequest };

export interface OpenTokenizer extends TextSession {
  readonly tokenizer: Tokenizer;
  /** Full id of the plugin. */
  readonly id: string;
}

/** @throws CML6203 where the folder is no run, and what planning, reading the data and the plugin throw */
export async function openTokenizer(
  source: TokenizerSource,
  options: TextSessionOptions,
): Promise<OpenTokenizer> {
  if (source.from !== 'run') {
    const plan = await planRun(source.request);
    const text = await openTextSession(plan, options);
    return withTokenizer(text, async () =>
      source.from === 'file'
        ? trainTokenizer(text.session, lazyCorpus(text).corpus)
        : trainDataTokenizer(await openData(text.session, text.journal, { keep: true, signal: text.signal })),
    );
  }
  const { run, checkpoint } = source;
  const record = await readRunRecord(run.folder, basename(run.folder));
  const { path } = await findCheckpoint(run.folder, checkpoint);
  const { tokenizerJson } = await readModelFolder(path);
  const plan = await planRun({ ...storedRequest(run, record), warn: options.print });
  const text = await openTextSession(plan, options);
  return withTokenizer(text, () => loadTokenizer(text.session, tokenizerJson));
}

export interface LazyCorpus {
  readonly corpus: Corpus;
  /** The data, where they were opened. */
  data(): Promise<DataSource> | undefined;
}

/** The texts of the training split. The dataset is opened when a tokenizer first asks for text: one that is a file never does. */
export function lazyCorpus({ session, journal }: TextSession): LazyCorpus {
  let data: Promise<DataSource> | undefined;
  return {
    data: () => data,
    corpus: {
      async *[Symbol.asyncIterator]() {
        data ??= openData(session, journal);
        const { source, pipeline } = await data;
        yield* trainingCorpus(source, pipeline);
      },
    },
  };
}

/** The same plugin's tokenizer out of what one has saved. */
export function reloadTokenizer({ session }: TextSession, data: JsonObject): Promise<Tokenizer> {
  return loadTokenizer(session, data);
}

async function withTokenizer(text: TextSession, make: () => Promise<Tokenizer>): Promise<OpenTokenizer> {
  try {
    return { ...text, tokenizer: await make(), id: text.session.plan.resolved.config.tokenizer.use };
  } catch (error) {
    await text.close();
    throw error;
  }
}
