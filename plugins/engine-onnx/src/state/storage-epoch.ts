// Counts the changes of where variables are stored, so that whoever knows their addresses need not ask again while there are none.

let epoch = 0;

/** The same number as before means that every variable is where it was. */
export function storageEpoch(): number {
  return epoch;
}

/** A variable was given other memory, or may have been. */
export function noteMove(): void {
  epoch++;
}

/** What is to be called before each run: it calls `follow` where something has moved since the last time. */
export function afterMoves(follow: () => void): () => void {
  let seen = epoch;
  return () => {
    if (seen === epoch) return;
    follow();
    seen = epoch;
  };
}
