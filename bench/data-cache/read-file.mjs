// The plain way: the file of ids read as a whole into an Int32Array, rows copied out of it, an order shuffled by `Math.random`.
import { readFile } from 'node:fs/promises';

const [path, taskText] = process.argv.slice(2);
const { do: what, context, shuffle = 'none', first = 0 } = JSON.parse(taskText);
const rows = what === 'read' ? 64 : 12;
const begin = performance.now();
const bytes = await readFile(path);
const ids = Int32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2));
const blocks = Math.ceil((ids.length - 1) / context);
const order = Uint32Array.from({ length: blocks }, (_, i) => i);
if (shuffle !== 'none') {
  for (let last = blocks - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
}
const batchAt = (from) => {
  const inputs = new Int32Array(rows * context);
  const targets = new Int32Array(rows * context);
  const weights = new Float32Array(rows * context).fill(1);
  for (let row = 0; row < rows; row++) {
    const start = order[(from + row) % blocks] * context;
    inputs.set(ids.subarray(start, start + context), row * context);
    targets.set(ids.subarray(start + 1, start + 1 + context), row * context);
  }
  return { inputs, targets, weights };
};
if (what === 'open') {
  batchAt(first);
  console.log(JSON.stringify({ milliseconds: performance.now() - begin }));
} else {
  let [sum, tokens] = [0, 0];
  const count = Math.floor(blocks / rows);
  // With the reading of the file: before it, there is nothing to make batches of.
  for (let k = 0; k < count; k++) {
    const { inputs } = batchAt(k * rows);
    for (let i = 0; i < inputs.length; i += 64) sum += inputs[i];
    tokens += inputs.length;
  }
  console.log(JSON.stringify({ milliseconds: performance.now() - begin, tokens, sum }));
}
