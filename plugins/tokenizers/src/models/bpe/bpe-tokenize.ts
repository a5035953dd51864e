// A piece to tokens by BPE: to characters, which are merged by rank. Parts of long pieces and short ones are kept in a cache.
import type { EmitToken, SubwordModel } from '../../pipeline/aligned-text.js';
import { type CachedTokens, WordCache } from '../word-cache.js';
import { createAddSymbols } from './add-symbols.js';
import type { BpeRules } from './bpe-rules.js';
import { createCharacterIds } from './character-ids.js';
import { createPairTable } from './pair-table.js';
import type { Merges } from './read-merges.js';
import { type MergeDropout, type MergeRules, SymbolList } from './symbol-list.js';
import { createUnitPairs, type UnitPairs } from './unit-pairs.js';

/** Pieces longer than this are cut where no merge crosses, so that their parts are found in the cache. */
const LONG = 40;

/** @param forbidden ids that no piece becomes */
export function createBpeTokenize(
  rules: BpeRules,
  forbidden?: ReadonlySet<number>,
): SubwordModel['tokenize'] {
  const { vocabulary, dropout } = rules;
  const merges = forbidden === undefined ? rules.merges : withoutMerges(rules.merges, forbidden);
  const symbols = new SymbolList();
  const cache = new WordCache();
  // made when the first piece comes: a tokenizer with a faster path never needs them
  let addSymbols: ((text: string) => void) | undefined;
  let isBasic: (unit: number) => boolean = () => false;
  let mergeRules: MergeRules | undefined;
  let pairs: UnitPairs | undefined;

  const mergeText = (text: string, drop?: MergeDropout): void => {
    if (addSymbols === undefined || mergeRules === undefined) {
      const characters = createCharacterIds(rules, forbidden);
      addSymbols = createAddSymbols(rules, characters, symbols);
      mergeRules = {
        pairs: createPairTable(merges.lefts, merges.rights, merges.ranks),
        merged: merges.merged,
      };
      isBasic = characters.isBasic;
    }
    addSymbols(text);
    symbols.merge(mergeRules, drop && { dropout: drop });
  };

  const emitSymbols = (at: number, emit: EmitToken): void => {
    const { ids, starts, ends, count } = symbols;
    for (let i = 0; i < count; i++) emit(ids[i]!, at + starts[i]!, at + ends[i]!);
  };

  const emitWord = (text: string, at: number, emit: EmitToken): void => {
    const cached = cache.get(text);
    if (cached !== undefined) {
      for (let i = 0; i < cached.length; i += 3) emit(cached[i]!, at + cached[i + 1]!, at + cached[i + 2]!);
      return;
    }
    mergeText(text);
    emitSymbols(at, emit);
    cache.set(text, tokensOf(symbols));
  };

  const emitParts = (text: string, emit: EmitToken): void => {
    if (pairs === undefined) {
      mergeText('');
      pairs = createUnitPairs(mergedTokens(merges.merged, vocabulary.tokens));
    }
    let done = 0;
    for (let i = 1; i < text.length; i++) {
      const left = text.charCodeAt(i - 1);
      const right = text.charCodeAt(i);
      if (pairs.has(left, right) || !isBasic(left) || !isBasic(right)) continue;
      emitWord(text.slice(done, i), done, emit);
      done = i;
    }
    emitWord(done === 0 ? text : text.slice(done), done, emit);
  };
  const cuts = rules.prefix === '' && rules.suffix === '';

  return (text, emit, random) => {
    if (text === '') return;
    if (dropout > 0 && random !== undefined) {
      // every time anew: neither the cache nor whole words of `ignore_merges`
      mergeText(text, { rate: dropout, random });
      emitSymbols(0, emit);
      return;
    }
    const whole = rules.ignoreMerges ? vocabulary.ids.get(text) : undefined;
    if (whole !== undefined && forbidden?.has(whole) !== true) emit(whole, 0, text.length);
    else if (cuts && text.length > LONG) emitParts(text, emit);
    else emitWord(text, 0, emit);
  };
}

function tokensOf({ ids, starts, ends, count }: SymbolList): CachedTokens {
  const tokens: number[] = [];
  for (let i = 0; i < count; i++) tokens.push(ids[i]!, starts[i]!, ends[i]!);
  return tokens;
}

function withoutMerges(merges: Merges, forbidden: ReadonlySet<number>): Merges {
  const { lefts, rights, ranks, merged } = merges;
  const keep = (_: number, place: number): boolean => !forbidden.has(merged[ranks?.[place] ?? place]!);
  return {
    lefts: lefts.filter(keep),
    rights: rights.filter(keep),
    ranks: ranks?.filter(keep),
    // ranks keep their meaning, places do not
    merged: ranks === undefined ? merged.filter(keep) : merged,
  };
}

function* mergedTokens(merged: Int32Array, tokens: readonly (string | undefined)[]): Generator<string> {
  const seen = new Uint8Array(tokens.length);
  for (const id of merged) {
    if (seen[id] === 0) yield tokens[id]!;
    seen[id] = 1;
  }
}
