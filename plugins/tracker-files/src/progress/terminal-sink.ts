// Writes lines to a stream: on a terminal one of them is redrawn in place, elsewhere every line stays.

/** The part of a write stream that is needed here. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface TerminalSink {
  /** Whether a line can be redrawn. */
  readonly live: boolean;
  readonly columns: number;
  /** A line that stays. */
  line(text: string): void;
  /** The line that is redrawn; only where `live`. */
  status(text: string): void;
  /** Remove the redrawn line. */
  clear(): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** A terminal that cannot move its cursor (`TERM=dumb`) and one in CI get plain lines. */
export function createTerminalSink(stream: OutputStream, environment: NodeJS.ProcessEnv): TerminalSink {
  const live = stream.isTTY === true && environment['TERM'] !== 'dumb' && !environment['CI'];
  let drawn = false;

  function clear(): void {
    if (drawn) stream.write(CLEAR_LINE);
    drawn = false;
  }

  return {
    live,
    get columns() {
      return stream.columns ?? 80;
    },
    line(text) {
      clear();
      stream.write(`${text}\n`);
    },
    status(text) {
      stream.write(`${CLEAR_LINE}${text}`);
      drawn = true;
    },
    clear,
  };
}
