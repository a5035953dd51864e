// Says once per process that a plugin was written for an older contract. Every run would repeat it otherwise, for each plugin.

export interface DeprecationNotes {
  /** Say `note`, unless one was said before. */
  say(note: string, warn: (message: string) => void): void;
}

/** A memory of its own, for tests; a process has one, {@link PROCESS_NOTES}. */
export function createDeprecationNotes(): DeprecationNotes {
  let said = false;
  return {
    say(note, warn) {
      if (said) return;
      said = true;
      warn(`${note}; \`codex-ml plugins doctor\` lists every plugin of which this is true`);
    },
  };
}

export const PROCESS_NOTES: DeprecationNotes = createDeprecationNotes();
