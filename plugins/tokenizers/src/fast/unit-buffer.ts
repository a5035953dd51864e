// UTF-16 units of a part of a text in an array, which is read many times faster than a string.

/** Below this many units a loop is faster than a call into the runtime. */
const FEW = 48;
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export class UnitBuffer {
  units = new Uint16Array(0);
  #bytes = Buffer.alloc(0);

  /** Copy `text[from..to)` to the beginning of `units`, which may be another array afterwards. */
  fill(text: string, from: number, to: number): void {
    const count = to - from;
    if (count > this.units.length) {
      this.units = new Uint16Array(Math.max(2 * this.units.length, count));
      this.#bytes = Buffer.from(this.units.buffer);
    }
    if (count > FEW && LITTLE_ENDIAN) {
      this.#bytes.write(from === 0 && to === text.length ? text : text.slice(from, to), 'utf16le');
      return;
    }
    const { units } = this;
    for (let i = 0; i < count; i++) units[i] = text.charCodeAt(from + i);
  }
}
