// Opens the run that a command's arguments name.
import { codexError } from '@codex-ml/plugin-api';
import { findRun, openTrainedModel, type TrainedModel } from '@codex-ml/runtime';
import { findRunsRoot } from './find-runs-root.js';
import { HOST_ROOT } from './host-root.js';

export interface RunChoice {
  readonly run?: string | undefined;
  readonly runs?: string | undefined;
  readonly checkpoint: string;
  readonly weights?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly plugin?: readonly string[] | undefined;
}

export async function openRun(
  choice: RunChoice,
  print: (message: string) => void,
  signal: AbortSignal,
): Promise<TrainedModel> {
  const cwd = process.cwd();
  const run = await findRun(await findRunsRoot(choice.runs, print), cwd, choice.run);
  return openTrainedModel({
    folder: run.path,
    checkpoint: parseCheckpoint(choice.checkpoint),
    weights: choice.weights,
    cwd,
    set: choice.set,
    plugins: choice.plugin,
    hostRoot: HOST_ROOT,
    signal,
    print,
    now: () => new Date(),
  });
}

/** @throws CML1004 */
export function parseCheckpoint(text: string): 'best' | 'last' | number {
  if (text === 'best' || text === 'last') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw codexError('CML1004', {
    problem: `--checkpoint: expected best, last or a step, received ${JSON.stringify(text)}`,
  });
}
