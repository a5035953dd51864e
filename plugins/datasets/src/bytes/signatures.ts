// What the first bytes of a file say about its format.
import { codexError } from '@codex-ml/plugin-api';

export type Compression = 'gzip' | 'zstd';

/** Bytes to look at. */
export const HEAD = 16;

/** Formats that are no text, by the first bytes in hex. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['bzip2 data', `${hex('BZh9')}${hex('1AY&SY')}`],
  ['xz data', 'fd377a585a00'],
  ['a ZIP archive', '504b0304'],
  ['a 7-Zip archive', '377abcaf271c'],
  ['lz4 data', '04224d18'],
  ['a Parquet table', `${hex('PAR1')}15`],
  ['an encrypted Parquet table', `${hex('PARE')}15`],
  ['an Arrow table', `${hex('ARROW1')}0000`],
];

/**
 * How a file that is read as text is compressed.
 * @throws CML4210 where its name promises a compression that it has not, CML4211 for formats that are no text
 */
export function compressionOf(name: string, head: Buffer): Compression | undefined {
  const found = signatureOf(head);
  const promised = /\.gz$/i.test(name) ? 'gzip' : /\.(zst|zstd)$/i.test(name) ? 'zstd' : undefined;
  // An empty file is a truncated one: its reader says so.
  if (promised !== undefined && found !== promised && head.length > 0) {
    const received = head
      .subarray(0, 8)
      .toString('hex')
      .replace(/..(?!$)/g, '$& ');
    throw codexError('CML4210', { file: name, expected: promised, received }, { where: { file: name } });
  }
  if (promised !== undefined || found !== undefined) return promised ?? found;
  const bytes = head.toString('hex');
  const foreign = FOREIGN.find(([, prefix]) => bytes.startsWith(prefix));
  if (foreign === undefined) return undefined;
  const hints = foreign[0].includes('Parquet') ? ['use dataset `parquet`, `chat` or `instruction`'] : [];
  throw codexError('CML4211', { file: name, format: foreign[0] }, { where: { file: name }, hints });
}

/** Zstd frames, skippable ones included, begin with a number of four bytes. */
export function isSkippableFrame(head: Buffer): boolean {
  return head.length >= 4 && (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50;
}

function signatureOf(head: Buffer): Compression | undefined {
  if (head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (isZstdFrame(head) || isSkippableFrame(head)) return 'zstd';
  return undefined;
}

export function isZstdFrame(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528;
}

function hex(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}
