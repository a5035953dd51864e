// A binary heap of places ordered by rank, and by place among equal ranks; both in one number each, without allocation.

/** Places are below this, ranks below 2^53 / this. */
const PLACES = 2 ** 31;

export class RankHeap {
  #keys = new Float64Array(64);
  #count = 0;
  /** What `pop` took out. */
  rank = 0;
  place = 0;

  clear(capacity: number): void {
    this.#count = 0;
    if (this.#keys.length < capacity) this.#keys = new Float64Array(2 * capacity);
  }

  /** Add without keeping the order; call `order` before the first `pop`. */
  add(rank: number, place: number): void {
    this.#reserve();
    this.#keys[this.#count++] = rank * PLACES + place;
  }

  order(): void {
    for (let i = (this.#count >> 1) - 1; i >= 0; i--) this.#sink(i, this.#keys[i]!);
  }

  push(rank: number, place: number): void {
    this.#reserve();
    const keys = this.#keys;
    const key = rank * PLACES + place;
    let at = this.#count++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  /** Take the least out into `rank` and `place`; false where there is nothing. */
  pop(): boolean {
    if (this.#count === 0) return false;
    const key = this.#keys[0]!;
    this.rank = Math.floor(key / PLACES);
    this.place = key - this.rank * PLACES;
    this.#count--;
    if (this.#count > 0) this.#sink(0, this.#keys[this.#count]!);
    return true;
  }

  #sink(from: number, key: number): void {
    const keys = this.#keys;
    const count = this.#count;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = key;
  }

  #reserve(): void {
    if (this.#count < this.#keys.length) return;
    const larger = new Float64Array(2 * this.#keys.length);
    larger.set(this.#keys);
    this.#keys = larger;
  }
}
