// Thrown to its catcher within this package, which says which program it was: an index that came with the inputs is in no array.
export class OutsideOfArray extends RangeError {
  constructor(index: number, rows: number) {
    super(`index ${index} is outside of an array of ${rows} rows`);
  }
}
