// Lines about how far a long work is. The clock is the caller's; it does not know what the work is for.

/** Milliseconds until the first line; each further wait is half as long again, up to the longest. */
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30_000;

/** Counts one more text of so many bytes. */
export type CountText = (bytes: number) => void;

/** Counts so many more bytes. */
export type CountBytes = (bytes: number) => void;

/**
 * Count texts, and say every now and then how many there were.
 * @param what beginning of the lines, such as "tokens of the train split"
 */
export function countReading(what: string, print: (message: string) => void, now: () => Date): CountText {
  let [texts, bytes] = [0, 0];
  const isTime = createPace(now);
  return (size) => {
    texts++;
    bytes += size;
    if (isTime()) print(`${what}: read ${count(texts)} texts, ${megabytes(bytes)} so far`);
  };
}

/**
 * Count bytes that are hashed, and say every now and then how many there were. The first ones set the clock going.
 * @param what beginning of the lines, such as "sources"
 */
export function countHashing(what: string, print: (message: string) => void, now: () => Date): CountBytes {
  let bytes = 0;
  let isTime: (() => boolean) | undefined;
  return (size) => {
    isTime ??= createPace(now);
    bytes += size;
    if (isTime()) print(`${what}: hashed ${megabytes(bytes)} so far`);
  };
}

/** What a reading that is over came to, before what is learned of it takes its time without a word. */
export function describeReading(what: string, texts: number, bytes: number): string {
  return `${what}: read ${count(texts)} texts, ${megabytes(bytes)}; learning from them`;
}

/**
 * Wait for something, and say every now and then that it is still under way.
 * @param firstWait milliseconds until the first line
 */
export async function whileWaiting<T>(
  what: string,
  print: (message: string) => void,
  work: () => Promise<T>,
  firstWait = FIRST_WAIT,
): Promise<T> {
  let wait = firstWait;
  let timer: NodeJS.Timeout;
  let waited = 0;
  const again = () => {
    timer = setTimeout(() => {
      waited += wait;
      print(`${what}: ${count(Math.round(waited / 1000))} s so far`);
      wait = Math.min(LONGEST_WAIT, wait * 1.5);
      again();
    }, wait);
    timer.unref();
  };
  again();
  try {
    return await work();
  } finally {
    clearTimeout(timer!);
  }
}

/** Says whether it is time for the next line. */
function createPace(now: () => Date): () => boolean {
  let wait = FIRST_WAIT;
  let next = now().getTime() + wait;
  return () => {
    const time = now().getTime();
    if (time < next) return false;
    wait = Math.min(LONGEST_WAIT, wait * 1.5);
    next = time + wait;
    return true;
  };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** In megabytes of 10^6 bytes. */
function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')} MB`;
}
