// Which files of a folder a dataset reads, told by their names.

/** Extensions without dot, such as `jsonl`; compressed files of these are meant too where the bytes are read as text. */
export interface Extensions {
  readonly plain: readonly string[];
  /** Extensions of files that are never compressed as a whole. */
  readonly binary?: readonly string[];
}

const COMPRESSED = ['gz', 'zst', 'zstd'];

export const TEXT: Extensions = { plain: ['txt', 'text', 'md'] };
export const JSON_LINES: Extensions = { plain: ['jsonl', 'ndjson'] };
export const CSV: Extensions = { plain: ['csv', 'tsv'] };
export const PARQUET: Extensions = { plain: [], binary: ['parquet', 'pq'] };
export const CONVERSATIONS: Extensions = { plain: ['jsonl', 'ndjson', 'json'], binary: ['parquet', 'pq'] };
export const INSTRUCTIONS: Extensions = {
  plain: ['jsonl', 'ndjson', 'json', 'csv', 'tsv'],
  binary: ['parquet', 'pq'],
};

/** The name without its extensions, or undefined where the dataset does not read such files. */
export function stripExtension(name: string, { plain, binary = [] }: Extensions): string | undefined {
  const parts = name.split('.');
  const last = parts.at(-1)!.toLowerCase();
  if (parts.length > 1 && binary.includes(last)) return parts.slice(0, -1).join('.');
  const end = COMPRESSED.includes(last) ? -2 : -1;
  if (parts.length <= -end) return undefined;
  return plain.includes(parts.at(end)!.toLowerCase()) ? parts.slice(0, end).join('.') : undefined;
}

/** The extension that tells the format, in lower case: `csv` of `a.CSV.gz`. */
export function formatExtension(name: string): string {
  const parts = name.toLowerCase().split('.');
  if (COMPRESSED.includes(parts.at(-1)!)) parts.pop();
  return parts.length > 1 ? parts.at(-1)! : '';
}

/** For messages: `.csv, .tsv, also with .gz, .zst or .zstd`. */
export function listExtensions({ plain, binary = [] }: Extensions): string {
  const list = [...plain, ...binary].map((each) => `.${each}`).join(', ');
  return plain.length === 0 ? list : `${list}, also with .gz, .zst or .zstd`;
}
