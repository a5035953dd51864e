// What a run says while it works: notices for the user, each printed once and recorded once, and errors.
import type { JsonObject, RunEvent } from '@codex-ml/plugin-api';
import type { RunFolder } from '../run-folder/index.js';
import {
  type CountBytes,
  type CountText,
  countHashing,
  countReading,
  whileWaiting,
} from './reading-progress.js';

/** Where records go; a dry run keeps none. */
export type JournalFolder = Pick<RunFolder, 'recordEvent' | 'recordError'>;

export interface RunJournal {
  /** Everything said so far, for the report. */
  readonly notices: readonly string[];
  /** One line to the user and one record. Repeating a line does nothing. */
  notice(message: string, detail?: JsonObject): void;
  /** One line to the user and one record, but none in the report: what a run says that goes as it should. */
  tell(event: string, message: string, detail?: JsonObject): void;
  /** Lines for the user, and no record, while texts are read: call what it returns for each of them. */
  progress(what: string): CountText;
  /** The same while bytes are hashed. */
  hashing(what: string): CountBytes;
  /** The same while something is waited for that does not say how far it is. */
  waiting<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Where the run is now, such as `step 12`: errors of plugins say so. */
  enter(place: string): void;
  /** Where it is, or undefined before it was anywhere. */
  readonly place: string | undefined;
  event(event: string, step: number, detail?: JsonObject): RunEvent;
  error(error: unknown, context?: JsonObject): void;
}

/**
 * @param print receives each notice once
 * @param now the clock
 */
export function createJournal(
  folder: JournalFolder,
  print: (message: string) => void,
  now: () => Date,
): RunJournal {
  const said = new Set<string>();
  let place: string | undefined;
  return {
    get place() {
      return place;
    },
    enter(entered) {
      place = entered;
    },
    get notices() {
      return [...said];
    },
    notice(message, detail = {}) {
      if (said.has(message)) return;
      said.add(message);
      print(message);
      folder.recordEvent('notice', 0, { message, ...detail });
    },
    tell(event, message, detail = {}) {
      print(message);
      folder.recordEvent(event, 0, { message, ...detail });
    },
    progress: (what) => countReading(what, print, now),
    hashing: (what) => countHashing(what, print, now),
    waiting: (what, work) => whileWaiting(what, print, work),
    event: (event, step, detail) => folder.recordEvent(event, step, detail),
    error: (error, context) => {
      folder.recordError(error, context);
    },
  };
}
