// Added tokens of a SentencePiece model: those that are pieces of it, and those that files beside it name.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { SideFiles, SideToken } from '../tokenizer-json/read-side-files.js';
import { writeAddedToken } from '../tokenizer-json/write-tokenizer-json.js';
import type { ModelPiece } from './read-model-file.js';

/**
 * Tokens beside the model keep the ids that they are given there, behind those of the pieces. A token that is a piece is that piece.
 * What contradicts the model is left out, and `warn` hears of it.
 * @returns entries of `added_tokens`, by ids
 */
export function addSideTokens(
  pieces: readonly ModelPiece[],
  { addedTokens, furtherSpecials }: Pick<SideFiles, 'addedTokens' | 'furtherSpecials'>,
  warn: (message: string) => void,
): readonly JsonObject[] {
  const ids = new Map(pieces.map(({ text }, id) => [text, id]));
  const entries = new Map<number, JsonObject>();
  for (const [id, { text, type }] of pieces.entries()) {
    if (type !== 'unknown' && type !== 'control' && type !== 'user-defined') continue;
    entries.set(id, writeAddedToken(id, text, type !== 'user-defined'));
  }
  const add = (id: number, content: string, special: boolean, token?: SideToken): void => {
    const { stripLeft = false, stripRight = false, singleWord = false } = token ?? {};
    entries.set(id, {
      ...writeAddedToken(id, content, special || entries.get(id)?.['special'] === true),
      single_word: singleWord,
      lstrip: stripLeft,
      rstrip: stripRight,
    });
  };
  for (const token of addedTokens) {
    const { id, content, special } = token;
    const known = ids.get(content);
    if (known === undefined && id < pieces.length) {
      const piece = JSON.stringify(pieces[id]!.text);
      warn(`added token ${JSON.stringify(content)} is left out: its id ${id} is that of the piece ${piece}`);
      continue;
    }
    if (known !== undefined && known !== id) {
      warn(`added token ${JSON.stringify(content)} has id ${known} in the model, not ${id} as beside it`);
    }
    ids.set(content, known ?? id);
    add(known ?? id, content, special, token);
  }
  for (const content of furtherSpecials) {
    const id = ids.get(content);
    if (id === undefined) {
      warn(
        `special token ${JSON.stringify(content)} is named beside the tokenizer and not in its vocabulary`,
      );
    } else if (entries.get(id)?.['special'] !== true) {
      add(
        id,
        content,
        true,
        addedTokens.find((token) => token.content === content),
      );
    }
  }
  return [...entries].sort(([a], [b]) => a - b).map(([, entry]) => entry);
}
