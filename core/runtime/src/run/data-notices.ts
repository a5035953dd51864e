// What safety checks and hooks did to the samples, in words.
import type { EncodedSplit } from '../data/index.js';

/** One line per split about what safety and hooks did, for the report; empty where nothing happened. */
export function dataNotices(encoded: readonly EncodedSplit[]): string[] {
  return encoded.flatMap(({ split, tally }) => {
    const sum = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((a, b) => a + b, 0);
    const parts = [
      sum(tally.redacted) > 0 ? `${sum(tally.redacted)} places redacted (${listRules(tally.redacted)})` : '',
      sum(tally.dropped) > 0 ? `samples dropped by safety: ${listRules(tally.dropped)}` : '',
      tally.droppedByHook > 0 ? `${tally.droppedByHook} samples dropped by hooks` : '',
    ].filter((part) => part !== '');
    return parts.length === 0 ? [] : [`${split} split: ${parts.join('; ')}`];
  });
}

function listRules(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, count]) => `${rule} ${count}`)
    .join(', ');
}
