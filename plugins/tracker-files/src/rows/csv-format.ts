// Metric rows as CSV after RFC 4180: a header, CRLF line ends, quotes only where a field needs them.
import type { RowFormat } from './row-format.js';

/** Columns step, split, metric, value. A value that is not finite is written as `NaN`, `Infinity` or `-Infinity`. */
export const csvFormat: RowFormat = {
  extension: 'csv',
  header: 'step,split,metric,value\r\n',
  encode: ({ step, split, metric, value }) => `${[step, split, metric, value].map(toField).join(',')}\r\n`,
  isComplete: (text) => (text.match(/"/g)?.length ?? 0) % 2 === 0,
  stepOf: (record) => {
    const step = /^(\d+),/.exec(record)?.[1];
    return step === undefined ? undefined : Number(step);
  },
};

function toField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
