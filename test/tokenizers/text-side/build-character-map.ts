// A character map as SentencePiece writes it, from pairs: a double-array trie (Darts-clone) over UTF-8 and the texts it points at.

interface Node {
  readonly children: Map<number, Node>;
  /** Where the text begins that the node stands for. */
  value: number | undefined;
}

const VALUE = 0x8000_0000;
const HAS_VALUE = 0x100;

/** @returns base64 */
export function buildCharacterMap(pairs: Iterable<readonly [string, string]>): string {
  const root: Node = { children: new Map(), value: undefined };
  let texts = '';
  for (const [from, to] of pairs) {
    let node = root;
    for (const byte of Buffer.from(from)) {
      let child = node.children.get(byte);
      if (child === undefined) {
        child = { children: new Map(), value: undefined };
        node.children.set(byte, child);
      }
      node = child;
    }
    node.value = Buffer.byteLength(texts);
    texts += `${to}\0`;
  }

  const units: number[] = [];
  const taken = new Set<number>([0]);
  const place = (node: Node, at: number, label: number): void => {
    const labels = [...node.children.keys(), ...(node.value === undefined ? [] : [0])];
    let base = 1;
    while (labels.some((child) => taken.has(base ^ child))) base++;
    for (const child of labels) taken.add(base ^ child);
    units[at] = (((at ^ base) << 10) | (node.value === undefined ? 0 : HAS_VALUE) | label) >>> 0;
    if (node.value !== undefined) units[base] = (VALUE | node.value) >>> 0;
    for (const [byte, child] of node.children) place(child, base ^ byte, byte);
  };
  place(root, 0, 0);

  // a look-up reads a unit for any byte at all
  const size = Math.max(...taken) + 1 + 0x100;
  const out = Buffer.alloc(4 + 4 * size);
  out.writeUInt32LE(4 * size, 0);
  for (let i = 0; i < size; i++) out.writeUInt32LE(units[i] ?? VALUE, 4 + 4 * i);
  return Buffer.concat([out, Buffer.from(texts)]).toString('base64');
}
