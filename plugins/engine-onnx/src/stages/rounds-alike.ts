// Whether ONNX Runtime gives the same bits for any number of its threads. It adds up products of matrices in blocks, whose length
// depends on the columns that one thread has (MLAS, sgemm.cpp: strides of 128, halved and doubled for narrow matrices).
import { type Node, sizeOfShape } from '../graph/value.js';
import { operatorFlops } from '../profile/operator-flops.js';

/** Columns of one thread from which on blocks have their usual length, and that length. */
const NARROW = 64;
const BLOCK = 128;

/** @param nodes of one session @param threads that it may have */
export function roundsAlike(nodes: readonly Node[], threads: number): boolean {
  return threads === 1 || nodes.every((node) => isAlike(node, threads));
}

function isAlike({ op, inputs, outputs }: Node, threads: number): boolean {
  const shape = outputs[0]!.shape;
  const flops = operatorFlops(
    op,
    inputs.map((input) => input.shape),
    [shape],
  );
  if (flops === null || shape.length < 2) return true;
  const columns = shape.at(-1)!;
  const second = inputs[1]!.shape;
  const single = sizeOfShape(second) === second.at(-1)! * second.at(-2)!;
  const rows = single ? sizeOfShape(shape) / columns : shape.at(-2)!;
  const matrices = single ? 1 : sizeOfShape(shape.slice(0, -2));
  const inner = flops / (2 * sizeOfShape(shape));
  const sharing = Math.ceil(threads / matrices);
  // Rows are shared out where there are at least as many as columns.
  return sharing === 1 || columns <= rows || columns / sharing > NARROW || inner <= BLOCK;
}
