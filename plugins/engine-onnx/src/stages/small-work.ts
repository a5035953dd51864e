// Nodes that are so small that a turn of ONNX Runtime would take longer than all they do: few rows of a table, sums of a few integers,
// vectors that are taken apart and put together. Computed in JavaScript.
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { OutsideOfArray } from '../loops/outside-of-array.js';
import type { GraphMemory, ValueArray } from '../memory/graph-memory.js';
import { storageEpoch } from '../state/storage-epoch.js';
import { findSmallWork, INTEGER_OPERATORS, type SmallWork } from './find-small-work.js';
import type { RunnableStep } from './onnx-step.js';
import { rootOf } from './root-of.js';

type Bind = (node: Node, memory: GraphMemory) => RunnableStep;

/** How the node is run, which must be such a one. */
export function bindSmallWork(node: Node, memory: GraphMemory): RunnableStep {
  return BINDS[findSmallWork(node)!](node, memory);
}

/** An array where it is now. */
function viewsOf<T extends ValueArray>(memory: GraphMemory, value: Value): () => T {
  const root = rootOf(value);
  let view: ValueArray | undefined;
  let seen = -1;
  return () => {
    if (view === undefined || (memory.moves(root) && seen !== storageEpoch())) {
      view = memory.viewOf(root);
      seen = storageEpoch();
    }
    return view as T;
  };
}

const takeRows: Bind = ({ inputs, outputs }, memory) => {
  const [table, places] = inputs as [Value, Value];
  const count = table.shape[0]!;
  const width = sizeOfShape(table.shape) / count;
  const from = viewsOf<Float32Array>(memory, table);
  const at = viewsOf<Int32Array>(memory, places);
  const to = viewsOf<Float32Array>(memory, outputs[0]!);
  return {
    run() {
      const [rows, result] = [from(), to()];
      at().forEach((place, i) => {
        // A negative place counts from the end.
        const row = place < 0 ? place + count : place;
        if (row < 0 || row >= count) throw new OutsideOfArray(place, count);
        result.set(rows.subarray(row * width, (row + 1) * width), i * width);
      });
    },
  };
};

const computeIntegers: Bind = ({ op, inputs, outputs }, memory) => {
  const operator = INTEGER_OPERATORS[op]!;
  const [a, b] = inputs.map((input) => viewsOf<Int32Array>(memory, input)) as [
    () => Int32Array,
    () => Int32Array,
  ];
  const to = viewsOf<Int32Array>(memory, outputs[0]!);
  return {
    run() {
      const [first, second, result] = [a(), b(), to()];
      for (let i = 0; i < result.length; i++) {
        result[i] = operator(first[i % first.length]!, second[i % second.length]!);
      }
    },
  };
};

const splitRows: Bind = ({ inputs, outputs }, memory) => moveParts(memory, inputs[0]!, outputs, true);
const concatRows: Bind = ({ inputs, outputs }, memory) => moveParts(memory, outputs[0]!, inputs, false);

/** @param apart from the whole to the parts, else the other way */
function moveParts(memory: GraphMemory, whole: Value, parts: readonly Value[], apart: boolean): RunnableStep {
  const width = whole.shape.at(-1)!;
  const rows = sizeOfShape(whole.shape) / width;
  const wholeView = viewsOf<Float32Array>(memory, whole);
  let end = 0;
  const places = parts.map((part) => {
    const own = part.shape.at(-1)!;
    const first = end;
    end += own;
    return { view: viewsOf<Float32Array>(memory, part), own, first };
  });
  return {
    run() {
      const all = wholeView();
      for (const { view, own, first } of places) {
        const part = view();
        for (let row = 0; row < rows; row++) {
          const [at, from] = [row * width + first, row * own];
          if (apart) for (let i = 0; i < own; i++) part[from + i] = all[at + i]!;
          else for (let i = 0; i < own; i++) all[at + i] = part[from + i]!;
        }
      }
    },
  };
}

const BINDS: Readonly<Record<SmallWork, Bind>> = {
  rows: takeRows,
  integers: computeIntegers,
  apart: splitRows,
  together: concatRows,
};
