// Finding checkpoints of a run. Read-only: it may look at a run that another process is training.
import { basename } from 'node:path';
import { type CodexError, codexError, toCodexErrors } from '@codex-ml/plugin-api';
import { type CheckpointManifest, verifyCheckpoint } from './checkpoint-manifest.js';
import { type Candidate, checkpointsFolder, findCandidates } from './checkpoint-names.js';
import { findBest } from './keep-checkpoints.js';

/** A checkpoint whose files have been verified. */
export interface FoundCheckpoint {
  readonly step: number;
  readonly name: string;
  readonly path: string;
  readonly manifest: CheckpointManifest;
}

export interface Resumable {
  /** The newest whole checkpoint, or null for a start from nothing. */
  readonly checkpoint: FoundCheckpoint | null;
  /** Why newer ones were passed over (CML6102). The caller reports them. */
  readonly broken: readonly CodexError[];
}

/** The newest checkpoint of a run that verifies. */
export async function findResumable(runFolder: string): Promise<Resumable> {
  const broken: CodexError[] = [];
  for (const candidate of await findCandidates(checkpointsFolder(runFolder))) {
    try {
      return { checkpoint: await verified(candidate), broken };
    } catch (error) {
      broken.push(...toCodexErrors(error));
    }
  }
  return { checkpoint: null, broken };
}

/**
 * The checkpoint a user asks for: `last` (the newest that is whole), `best`, or that of a step.
 * @throws CML6104 where there is none, CML6102 where the best one or that of the step is damaged
 */
export async function findCheckpoint(
  runFolder: string,
  wanted: 'last' | 'best' | number,
): Promise<FoundCheckpoint & { readonly broken: readonly CodexError[] }> {
  const root = checkpointsFolder(runFolder);
  const run = basename(runFolder);
  if (wanted === 'last') {
    const { checkpoint, broken } = await findResumable(runFolder);
    if (checkpoint === null) throw codexError('CML6104', { run, wanted }, { cause: broken[0] });
    return { ...checkpoint, broken };
  }
  const candidate =
    wanted === 'best'
      ? await findBest(root)
      : (await findCandidates(root)).find((one) => one.step === wanted);
  if (candidate === null || candidate === undefined) {
    throw codexError('CML6104', { run, wanted: wanted === 'best' ? wanted : `step ${wanted}` });
  }
  return { ...(await verified(candidate)), broken: [] };
}

/** Steps of the checkpoints of a run, lowest first, verified or not. For listings. */
export async function listCheckpointSteps(runFolder: string): Promise<number[]> {
  const candidates = await findCandidates(checkpointsFolder(runFolder));
  return [...new Set(candidates.map((candidate) => candidate.step))].reverse();
}

async function verified({ step, name, path }: Candidate): Promise<FoundCheckpoint> {
  const manifest = await verifyCheckpoint(path);
  if (manifest.step !== step) {
    throw codexError('CML6102', {
      checkpoint: name,
      problem: `its manifest is that of step ${manifest.step}`,
    });
  }
  return { step, name, path, manifest };
}
