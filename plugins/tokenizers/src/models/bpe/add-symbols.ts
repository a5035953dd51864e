// The characters of a piece as symbols: those of the vocabulary by themselves, others as bytes or as the unknown token.
import { codexError } from '@codex-ml/plugin-api';
import type { BpeRules } from './bpe-rules.js';
import type { CharacterIds } from './character-ids.js';
import type { SymbolList } from './symbol-list.js';

/** Without an unknown token, and without bytes, a character that the vocabulary lacks is left out, as in the Rust library. */
export function createAddSymbols(
  { vocabulary, unknown, fuseUnknown }: BpeRules,
  characters: CharacterIds,
  symbols: SymbolList,
): (piece: string) => void {
  const unknownId = unknown === undefined ? undefined : vocabulary.ids.get(unknown);

  return (piece) => {
    symbols.clear();
    // an unknown token waits for its successor, with which it may be fused
    let waiting = false;
    let from = 0;
    let to = 0;
    const settle = (): void => {
      if (waiting) symbols.add(unknownId!, from, to);
      waiting = false;
    };
    for (let i = 0, end = 0; i < piece.length; i = end) {
      end = i + ((piece.charCodeAt(i) & 0xfc00) === 0xd800 && i + 1 < piece.length ? 2 : 1);
      const id = characters.id(piece, i, end);
      if (id >= 0) {
        settle();
        symbols.add(id, i, end);
        continue;
      }
      const bytes = characters.bytes(piece, i, end);
      if (bytes !== undefined) {
        // the Rust library lets a waiting unknown token wait on, so that it comes behind these bytes
        for (const byte of bytes) symbols.add(byte, i, end);
        continue;
      }
      if (unknown === undefined) continue;
      if (unknownId === undefined) {
        throw codexError('CML4120', {
          text: JSON.stringify(piece.slice(i, end)),
          unknown: `the token \`${unknown}\``,
        });
      }
      if (!waiting || !fuseUnknown) {
        settle();
        from = i;
      }
      to = end;
      waiting = true;
    }
    settle();
  };
}
