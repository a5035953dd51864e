// A session for work with text alone: no engine, no model, no run folder. Records are kept nowhere, lines are printed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryFolder } from './memory-folder.js';
import { type OpenSession, openSession } from './open-session.js';
import type { RunPlan } from './plan-run.js';
import { createJournal, type RunJournal } from './run-journal.js';

export interface TextSessionOptions {
  readonly signal: AbortSignal;
  readonly print: (message: string) => void;
  readonly now: () => Date;
}

export interface TextSession {
  readonly session: OpenSession;
  readonly journal: RunJournal;
  readonly signal: AbortSignal;
  /** Closes the plan's kernel too. What plugins left among their artifacts is removed. */
  close(): Promise<void>;
}

export async function openTextSession(plan: RunPlan, options: TextSessionOptions): Promise<TextSession> {
  const { signal, print, now } = options;
  const journal = createJournal(memoryFolder(now), print, now);
  const artifactsFolder = await mkdtemp(join(tmpdir(), 'codex-ml-text-'));
  let session: OpenSession | undefined;
  const close = async () => {
    await session?.container.close();
    await plan.kernel.close();
    await rm(artifactsFolder, { recursive: true, force: true });
  };
  try {
    session = await openSession(plan, { artifactsFolder, signal, journal });
    return { session, journal, signal, close };
  } catch (error) {
    await close();
    throw error;
  }
}
