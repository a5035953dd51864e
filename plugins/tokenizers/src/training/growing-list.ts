// A list of whole numbers that grows.

export class GrowingList {
  values: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.values = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.reserve(this.length + 1);
    this.values[this.length++] = value;
  }

  /** Make room for `total` numbers. */
  reserve(total: number): void {
    if (total <= this.values.length) return;
    const values = new Int32Array(Math.max(total, 2 * this.values.length));
    values.set(this.values.subarray(0, this.length));
    this.values = values;
  }
}
