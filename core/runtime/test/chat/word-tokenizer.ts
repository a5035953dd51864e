// A tokenizer for tests: words with the space before them, single characters otherwise, and the special tokens it is given. Ids
// are handed out as pieces are seen.
import type { EncodeOptions, Encoding, Tokenizer } from '@codex-ml/plugin-api';

export interface WordTokenizer extends Tokenizer {
  /** The text of each token of an encoding. */
  pieces(ids: Iterable<number>): string[];
}

export function wordTokenizer(
  specials: readonly string[],
  roles: Readonly<Partial<Record<'bos' | 'eos' | 'pad' | 'unk', string>>> = {},
  chatTemplate?: string,
): WordTokenizer {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const idOf = (piece: string) => {
    const known = ids.get(piece);
    if (known !== undefined) return known;
    ids.set(piece, texts.length);
    texts.push(piece);
    return texts.length - 1;
  };
  for (const special of specials) idOf(special);
  const escaped = [...specials]
    .sort((a, b) => b.length - a.length)
    .map((special) => special.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const words = String.raw` ?\p{L}+|\s|.`;
  const plain = new RegExp(words, 'gsu');
  const parsing = new RegExp([...escaped, words].join('|'), 'gsu');
  const encode = (text: string, { parseSpecials = false, offsets = false }: EncodeOptions = {}): Encoding => {
    const found = [...text.matchAll(parseSpecials ? parsing : plain)];
    // A special token's text is not its token where it is not parsed.
    const list = found.map(([piece]) =>
      idOf(!parseSpecials && specials.includes(piece) ? `text ${piece}` : piece),
    );
    return {
      ids: Int32Array.from(list),
      attentionMask: new Uint8Array(list.length).fill(1),
      offsets: offsets
        ? Uint32Array.from(found.flatMap(({ 0: piece, index }) => [index, index + piece.length]))
        : undefined,
    };
  };
  return {
    vocabularySize: 1 << 16,
    specials: Object.fromEntries(Object.entries(roles).map(([role, text]) => [role, idOf(text)])),
    specialTokens: new Map(specials.map((special) => [special, idOf(special)])),
    chatTemplate,
    encode,
    encodeBatch: (batch, options) => batch.map((text) => encode(text, options)),
    decode: (list) => [...list].map((id) => texts[id] ?? '').join(''),
    tokenToId: (token) => ids.get(token),
    idToToken: (id) => texts[id],
    tokenBytes: (id) => Buffer.from(texts[id] ?? '', 'utf8'),
    save: () => ({}),
    pieces: (list) => [...list].map((id) => texts[id] ?? '?'),
  };
}
