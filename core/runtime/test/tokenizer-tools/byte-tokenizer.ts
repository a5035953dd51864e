// A tokenizer of bytes with an end token, small enough to break in one place.
import type { EncodeOptions, Tokenizer } from '@codex-ml/plugin-api';

const END = 256;

/** Ids 0 to 255 are bytes, 256 is `<end>`. */
export function byteTokenizer(changes: Partial<Tokenizer> = {}): Tokenizer {
  const encode = (text: string, { parseSpecials = false }: EncodeOptions = {}) => {
    const parts = parseSpecials ? text.split(/(<end>)/) : [text];
    const ids = Int32Array.from(
      parts.flatMap((part) => (part === '<end>' && parseSpecials ? [END] : [...Buffer.from(part)])),
    );
    // Places in bytes: those of ASCII text.
    const offsets = Uint32Array.from({ length: 2 * ids.length }, (_, i) => (i + 1) >> 1);
    return { ids, attentionMask: new Uint8Array(ids.length).fill(1), offsets };
  };
  return {
    vocabularySize: END + 1,
    specials: { eos: END },
    encode,
    encodeBatch: (texts, options) => texts.map((text) => encode(text, options)),
    decode: (ids) => Buffer.from([...ids].filter((id) => id < END)).toString('utf8'),
    tokenToId: (token) =>
      token === '<end>' ? END : /^b\d+$/.test(token) ? Number(token.slice(1)) : undefined,
    idToToken: (id) => (id === END ? '<end>' : id >= 0 && id < END ? `b${id}` : undefined),
    tokenBytes: (id) => (id === END ? new Uint8Array(0) : Uint8Array.of(id)),
    save: () => ({ type: 'bytes' }),
    ...changes,
  };
}
