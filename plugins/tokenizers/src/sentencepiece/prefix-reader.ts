// A text as SentencePiece maps it: piece by piece, each the longest beginning that its map knows. It does not know what is made of them.
import type { CharacterMap } from '../normalizers/character-map.js';
import type { FindSymbol } from './find-symbol.js';

/** Takes what is mapped as one from the beginning of a text, again and again. */
export class PrefixReader {
  /** In units: where what was taken last begins and ends. */
  start = 0;
  end = 0;
  #byte = 0;
  readonly #text: string;
  readonly #utf8: Uint8Array | undefined;
  readonly #map: CharacterMap | undefined;
  readonly #findSymbol: FindSymbol;

  /** @param findSymbol finds what is not mapped */
  constructor(text: string, map: CharacterMap | undefined, findSymbol: FindSymbol) {
    this.#text = text;
    this.#utf8 = map === undefined ? undefined : Buffer.from(text, 'utf8');
    this.#map = map;
    this.#findSymbol = findSymbol;
  }

  /** Whether the next prefix could be another one, were the text longer. */
  get isOpen(): boolean {
    return this.#utf8 !== undefined && this.#map?.isOpen(this.#utf8, this.#byte) === true;
  }

  /** What the next prefix becomes; undefined at the end. */
  take(): string | undefined {
    this.start = this.end;
    if (this.start >= this.#text.length) return undefined;
    const symbolEnd = this.#findSymbol(this.#text, this.start);
    if (symbolEnd >= 0) return this.#keepTo(symbolEnd);
    const found = this.#utf8 === undefined ? undefined : this.#map?.longest(this.#utf8, this.#byte);
    if (found === undefined) {
      const isPair = (this.#text.charCodeAt(this.start) & 0xfc00) === 0xd800;
      return this.#keepTo(this.start + (isPair ? 2 : 1));
    }
    for (const until = this.#byte + found.length; this.#byte < until; ) this.#pass();
    return found.text;
  }

  #keepTo(end: number): string {
    while (this.end < end) this.#pass();
    return this.#text.slice(this.start, end);
  }

  /** Go behind one character. */
  #pass(): void {
    const unit = this.#text.charCodeAt(this.end);
    const isPair = (unit & 0xfc00) === 0xd800;
    this.end += isPair ? 2 : 1;
    this.#byte += isPair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
}
