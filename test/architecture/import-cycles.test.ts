// No two source files need each other, not even through types or through other files.
import { posix } from 'node:path';
import { expect } from 'chai';
import { importsOfFile, listPackages, listTypeScript } from './repository.js';

type Graph = ReadonlyMap<string, readonly string[]>;

/** One cycle as a list of nodes that starts and ends with the same one, or undefined. Depth-first, each node once. */
function findCycle(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

describe('import cycles', () => {
  it('do not exist between source files', () => {
    const graph = new Map(
      listPackages()
        .flatMap(({ folder }) => listTypeScript(`${folder}/src`))
        .map((file) => [
          file,
          importsOfFile(file)
            .filter(({ specifier }) => specifier.startsWith('.'))
            .map(({ specifier }) => posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')),
        ]),
    );
    expect(graph.size).to.be.greaterThan(30);
    expect(findCycle(graph)).to.equal(undefined);
  });

  it('do not exist between packages', () => {
    const packages = listPackages();
    const names = new Set(packages.map(({ manifest }) => manifest.name));
    const graph = new Map(
      packages.map(({ manifest }) => [
        manifest.name,
        Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter((name) =>
          names.has(name),
        ),
      ]),
    );
    expect(findCycle(graph)).to.equal(undefined);
  });

  it('would be found', () => {
    const graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(findCycle(graph)).to.deep.equal(['b', 'c', 'b']);
  });
});
