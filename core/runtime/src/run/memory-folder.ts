// The records of a command that keeps none.
import type { JsonObject, RunEvent } from '@codex-ml/plugin-api';
import type { JournalFolder } from './run-journal.js';

/** Records of a command that only reads a run are not kept; what matters is printed. */
export function memoryFolder(now: () => Date): JournalFolder {
  return {
    recordEvent: (event: string, step: number, detail: JsonObject = {}): RunEvent => ({
      event,
      step,
      time: now().toISOString(),
      detail,
    }),
    recordError: () => {},
  };
}
