// Text of bytes that come one by one, as SentencePiece reads them: characters, and U+FFFD for each byte that begins none.

export class ByteRun {
  #bytes: number[] = [];

  /** What is certain behind this byte. */
  push(byte: number): string {
    this.#bytes.push(byte);
    return this.#take(false);
  }

  /** What is left, where no byte follows. */
  end(): string {
    return this.#take(true);
  }

  #take(isEnd: boolean): string {
    let text = '';
    let at = 0;
    while (at < this.#bytes.length) {
      const width = widthOf(this.#bytes, at);
      if (width === UNDECIDED && !isEnd) break;
      if (width > 0) text += Buffer.from(this.#bytes.slice(at, at + width)).toString('utf8');
      else text += '\ufffd';
      at += Math.max(width, 1);
    }
    this.#bytes = this.#bytes.slice(at);
    return text;
  }
}

const INVALID = 0;
const UNDECIDED = -1;

/** Bytes of the character that begins here. */
function widthOf(bytes: readonly number[], at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const width = first < 0xc2 ? INVALID : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : INVALID;
  for (let i = 1; i < width; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return UNDECIDED;
    // no characters are spelled longer than needed, are halves of pairs, or lie beyond U+10FFFF
    const least = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const greatest = i > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (byte < least || byte > greatest) return INVALID;
  }
  return width;
}
