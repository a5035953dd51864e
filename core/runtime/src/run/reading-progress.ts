// Lines about how far a long reading of texts is. The clock is the caller's; it does not know what the texts are for.

/** Milliseconds until the first line; each further wait is half as long again, up to the longest. */
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30_000;

/** Counts one more text of so many bytes. */
export type CountText = (bytes: number) => void;

/**
 * Count texts, and say every now and then how many there were.
 * @param what beginning of the lines, such as "tokens of the train split"
 */
export function countReading(what: string, print: (message: string) => void, now: () => Date): CountText {
  let [texts, bytes] = [0, 0];
  let wait = FIRST_WAIT;
  let next = now().getTime() + wait;
  return (size) => {
    texts++;
    bytes += size;
    const time = now().getTime();
    if (time < next) return;
    wait = Math.min(LONGEST_WAIT, wait * 1.5);
    next = time + wait;
    print(`${what}: read ${texts.toLocaleString('en-US')} texts, ${megabytes(bytes)} so far`);
  };
}

/** In megabytes of 10^6 bytes. */
function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')} MB`;
}
