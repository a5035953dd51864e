// WordPiece (Schuster and Nakajima 2012, as BERT has it): always the longest token that fits, or the whole word is unknown.
import { codexError, type JsonObject } from '@codex-ml/plugin-api';
import type { EmitToken, SubwordModel } from '../../pipeline/aligned-text.js';
import { readInteger, readString } from '../../pipeline/json-fields.js';
import { createTextTrie, type TextTrie } from '../../text-trie.js';
import { readVocabulary, writeVocabulary } from '../vocabulary.js';
import { tokenLookUps, type VocabularyModel } from '../vocabulary-model.js';

/** @throws CML4110 */
export function createWordPiece(json: JsonObject, path: string): VocabularyModel {
  const vocabulary = readVocabulary(json['vocab'], `${path}.vocab`);
  const unknown = readString(json, 'unk_token', path);
  const prefix = readString(json, 'continuing_subword_prefix', path);
  const longest = readInteger(json, 'max_input_chars_per_word', path, 0);
  const rules: WordPieceRules = { ids: vocabulary.ids, unknown, prefix, longest };

  return {
    ...tokenLookUps(vocabulary),
    unknown,
    tokenize: createTokenize(rules),
    without: (forbidden) => createTokenize(rules, forbidden),
    save: () => ({
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: prefix,
      max_input_chars_per_word: longest,
      vocab: writeVocabulary(vocabulary),
    }),
  };
}

interface WordPieceRules {
  readonly ids: ReadonlyMap<string, number>;
  readonly unknown: string;
  readonly prefix: string;
  readonly longest: number;
}

function createTokenize(
  { ids, unknown, prefix, longest }: WordPieceRules,
  forbidden: ReadonlySet<number> = new Set(),
): SubwordModel['tokenize'] {
  let beginnings: TextTrie | undefined;
  let continuations: TextTrie | undefined;
  // three per token: id, start, end; emitted only once the whole word is known
  const found: number[] = [];

  const emitUnknown = (word: string, emit: EmitToken): void => {
    const id = ids.get(unknown);
    if (id === undefined) {
      throw codexError('CML4120', { text: JSON.stringify(word), unknown: `the token \`${unknown}\`` });
    }
    emit(id, 0, word.length);
  };

  const cut = (word: string): boolean => {
    beginnings ??= createTextTrie(spellings(ids, '', forbidden));
    continuations ??= prefix === '' ? beginnings : createTextTrie(spellings(ids, prefix, forbidden));
    found.length = 0;
    for (let start = 0; start < word.length; ) {
      const trie = start === 0 ? beginnings : continuations;
      let id = -1;
      let end = start;
      for (let i = start, node = 0; i < word.length; ) {
        node = trie.child(node, word.charCodeAt(i++));
        if (node < 0) break;
        const value = trie.value(node);
        if (value < 0) continue;
        id = value;
        end = i;
      }
      if (id < 0) return false;
      found.push(id, start, end);
      start = end;
    }
    return true;
  };

  return (word, emit) => {
    if (word === '') return;
    if (isLonger(word, longest) || !cut(word)) {
      emitUnknown(word, emit);
      return;
    }
    for (let i = 0; i < found.length; i += 3) emit(found[i]!, found[i + 1]!, found[i + 2]!);
  };
}

/** What stands in the text for each token that begins with the prefix. */
function* spellings(
  ids: ReadonlyMap<string, number>,
  prefix: string,
  forbidden: ReadonlySet<number>,
): Generator<[string, number]> {
  for (const [token, id] of ids) {
    if (forbidden.has(id)) continue;
    if (token.length > prefix.length && token.startsWith(prefix)) yield [token.slice(prefix.length), id];
  }
}

/** Whether a word has more than so many characters. */
function isLonger(word: string, characters: number): boolean {
  if (word.length <= characters) return false;
  let count = word.length;
  for (let i = 1; i < word.length; i++) if ((word.charCodeAt(i) & 0xfc00) === 0xdc00) count--;
  return count > characters;
}
