// How the samples of a split fill rows, decided once for a run.
import { codexError, type SplitName } from '@codex-ml/plugin-api';
import type { SplitData } from '../split-data.js';
import { requireTokens } from '../token-blocks.js';
import { packDocuments, packSingly } from './pack-rows.js';
import { fillOf, type PackedRows, rowCount } from './packed-rows.js';

/** `data.pack` of the config. */
export type PackChoice = 'auto' | PackMode;

/**
 * - `stream`: samples joined and cut anywhere
 * - `documents`: samples side by side in a row, without seeing each other
 * - `rows`: a row for each sample
 */
export type PackMode = 'stream' | 'documents' | 'rows';

/** Plain data: another thread can be given it. */
export type Packing =
  | { readonly mode: 'stream' }
  | { readonly mode: 'documents' | 'rows'; readonly rows: PackedRows };

/** What a choice means for a split: `auto` keeps samples apart where some tell what is to be learned of them. */
export function resolvePack(
  choice: PackChoice,
  { learn, conversations = 0 }: Pick<SplitData, 'learn'> & { readonly conversations?: number | undefined },
): PackMode {
  if (choice !== 'auto') return choice;
  return learn !== undefined || conversations > 0 ? 'documents' : 'stream';
}

/**
 * Plan the rows of a split.
 * @throws CML4302 for fewer than two tokens, CML4341 where nothing carries loss
 */
export function planPacking(split: SplitName, mode: PackMode, data: SplitData, context: number): Packing {
  requireTokens(split, data.tokens.length, 2);
  // The first token of all is no target.
  if (data.learn !== undefined && data.learn.indexOf(1, 1) === -1) throw codexError('CML4341', { split });
  if (mode === 'stream') return { mode };
  const rows = mode === 'documents' ? packDocuments(data, context) : packSingly(data, context);
  if (rowCount(rows) === 0) throw codexError('CML4341', { split });
  return { mode, rows };
}

/**
 * What to tell the user of a packing; undefined where rows are always full.
 * @param samples of the split
 */
export function describePacking(
  split: SplitName,
  packing: Packing,
  context: number,
  samples: number,
): string | undefined {
  if (packing.mode === 'stream') return undefined;
  const { sizes } = packing.rows;
  const count = (value: number) => value.toLocaleString('en-US');
  const rows = count(rowCount(packing.rows));
  if (packing.mode === 'rows')
    return rowCount(packing.rows) > samples
      ? `${split} split: ${rows} rows of a piece each of ${count(samples)} samples, up to ${context} tokens`
      : `${split} split: ${rows} rows of one sample each, up to ${context} tokens`;
  const fill = `${(100 * fillOf(packing.rows, context)).toFixed(1)} % full`;
  // Those longer than a row are cut.
  const pieces =
    sizes.length > samples ? `${count(sizes.length)} pieces of ${count(samples)}` : count(sizes.length);
  return `${split} split: ${pieces} documents kept apart in ${rows} rows of ${context}, ${fill}`;
}
