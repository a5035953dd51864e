// Tables over code points, written as runs and looked up in pages, so that a table costs what its runs need.

/** The value of a code point, 0 to 255. */
export type CodePointTable = (point: number) => number;

const PAGE = 256;

/** @param runs gap to the end of the run before, `+` further characters, `:` value (1 where it is left out), in base 36, between spaces */
export function readRuns(runs: string): CodePointTable {
  const empty = new Uint8Array(PAGE);
  const pages: Uint8Array[] = new Array(0x110000 / PAGE).fill(empty);
  let at = 0;
  for (const [, gap, more, value] of runs.matchAll(/([0-9a-z]+)(?:\+([0-9a-z]+))?(?::([0-9a-z]+))?/g)) {
    const start = at + Number.parseInt(gap!, 36);
    const last = start + (more === undefined ? 0 : Number.parseInt(more, 36));
    const written = value === undefined ? 1 : Number.parseInt(value, 36);
    for (let point = start; point <= last; point++) {
      const page = point >> 8;
      if (pages[page] === empty) pages[page] = new Uint8Array(PAGE);
      pages[page]![point & 0xff] = written;
    }
    at = last;
  }
  return (point) => pages[point >> 8]![point & 0xff]!;
}
