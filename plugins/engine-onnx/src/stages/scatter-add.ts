// Adds rows to an array at places, in the order in which they come: the result never depends on threads.

export interface ScatterShape {
  /** Shape of the array. */
  readonly target: readonly number[];
  /** Numbers that make one place: how many leading axes they index. */
  readonly depth: number;
}

/**
 * base[place] += sign · update for each place.
 * @param base of shape `target`, row-major; changed in place
 * @param places [count, depth], each within `target`
 * @param updates [count, …the axes of `target` behind `depth`]
 */
export function scatterAdd(
  base: Float32Array,
  places: Int32Array,
  updates: Float32Array,
  sign: number,
  { target, depth }: ScatterShape,
): void {
  const width = target.slice(depth).reduce((size, axis) => size * axis, 1);
  const count = places.length / depth;
  for (let i = 0; i < count; i++) {
    let row = 0;
    for (let axis = 0; axis < depth; axis++) row = row * target[axis]! + places[i * depth + axis]!;
    const [to, from] = [row * width, i * width];
    for (let column = 0; column < width; column++) {
      base[to + column] = base[to + column]! + sign * updates[from + column]!;
    }
  }
}
