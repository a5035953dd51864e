// The trackers of a run. A tracker that fails never stops a run.
import { messageOf } from '@codex-ml/kernel';
import { CodexError, type TrackerRun } from '@codex-ml/plugin-api';
import { type NamedTracker, TrackerFanout } from '../trackers/tracker-fanout.js';
import { instantiate } from './instantiate.js';
import type { OpenSession } from './open-session.js';
import type { RunJournal } from './run-journal.js';

const TRACKER_PATIENCE_MS = 10_000;

export interface TrackerOptions {
  readonly journal: RunJournal;
  /** The run as its trackers see it. */
  readonly trackerRun: TrackerRun;
  /** Longest wait for a tracker at a flush, in milliseconds. Default 10,000. */
  readonly trackerPatienceMs?: number | undefined;
}

/** One that cannot be opened is disabled, with a line. */
export async function openTrackers(
  session: OpenSession,
  { journal, trackerRun, trackerPatienceMs = TRACKER_PATIENCE_MS }: TrackerOptions,
): Promise<TrackerFanout> {
  const trackers: NamedTracker[] = [];
  for (const choice of session.plan.resolved.config.trackers) {
    try {
      trackers.push({
        id: choice.use,
        tracker: await instantiate(session, 'tracker', choice, { run: trackerRun }),
      });
    } catch (error) {
      journal.error(error, { plugin: choice.use });
      journal.notice(
        `tracker \`${choice.use}\` could not be opened and is disabled: ${messageOf(thrownBy(error))}`,
      );
    }
  }
  return new TrackerFanout(trackers, {
    patienceMs: trackerPatienceMs,
    maxFailures: 3,
    onFailure: ({ tracker, action, error, disabled }) => {
      journal.error(error, { plugin: tracker, action });
      const consequence = disabled ? 'it is disabled' : 'it goes on';
      journal.notice(`tracker \`${tracker}\` failed to ${action}: ${messageOf(error)}; ${consequence}`);
    },
  });
}

/** What the plugin itself threw: the line names the plugin already. */
function thrownBy(error: unknown): unknown {
  return CodexError.is(error) && error.code === 'CML3212' ? error.cause : error;
}
