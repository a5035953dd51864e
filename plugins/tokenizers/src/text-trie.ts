// Texts as a tree over UTF-16 units, for all of them that begin at a place: one hash table in typed arrays.

export interface TextTrie {
  /** The node below `node` along a unit, or -1. The root is 0. */
  child(node: number, unit: number): number;
  /** Value of the text that ends in the node, or -1. */
  value(node: number): number;
}

/** @param entries texts with values from 0 on; of equal texts the first counts */
export function createTextTrie(entries: Iterable<readonly [string, number]>): TextTrie {
  let values = new Int32Array(1 << 10).fill(-1);
  let nodes = 1;
  // two per slot: parent and unit in one number would need more than 32 bits
  let parents = new Int32Array(1 << 11).fill(-1);
  let units = new Uint16Array(1 << 11);
  let children = new Int32Array(1 << 11);

  const find = (node: number, unit: number): number => {
    const mask = parents.length - 1;
    let slot = hash(node, unit) & mask;
    while (parents[slot]! >= 0 && (parents[slot] !== node || units[slot] !== unit)) slot = (slot + 1) & mask;
    return slot;
  };
  const growTable = (): void => {
    const old = { parents, units, children };
    parents = new Int32Array(2 * old.parents.length).fill(-1);
    units = new Uint16Array(parents.length);
    children = new Int32Array(parents.length);
    for (const [slot, parent] of old.parents.entries()) {
      if (parent < 0) continue;
      const to = find(parent, old.units[slot]!);
      parents[to] = parent;
      units[to] = old.units[slot]!;
      children[to] = old.children[slot]!;
    }
  };
  const growValues = (): void => {
    const larger = new Int32Array(2 * values.length).fill(-1);
    larger.set(values);
    values = larger;
  };

  for (const [text, value] of entries) {
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const slot = find(node, unit);
      if (parents[slot]! >= 0) {
        node = children[slot]!;
        continue;
      }
      parents[slot] = node;
      units[slot] = unit;
      children[slot] = nodes;
      node = nodes++;
      if (nodes > values.length) growValues();
      if (2 * nodes > parents.length) growTable();
    }
    if (values[node]! < 0) values[node] = value;
  }

  return {
    child: (node, unit) => {
      const slot = find(node, unit);
      return parents[slot]! < 0 ? -1 : children[slot]!;
    },
    value: (node) => values[node]!,
  };
}

function hash(node: number, unit: number): number {
  const product = Math.imul(Math.imul(node, 0x9e3779b1) ^ unit, 0x85ebca6b);
  return product ^ (product >>> 15);
}
