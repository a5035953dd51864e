// The README's table of packages is complete, and names the capabilities that the packages provide.
import { expect } from 'chai';
import { listPackages, readText } from '../architecture/repository.js';

describe("the README's table of packages", () => {
  const readme = readText('README.md');

  it('has every package, linked to its folder', () => {
    const missing = listPackages().filter(
      ({ folder, manifest }) => !readme.includes(`| [\`${manifest.name}\`](${folder}) |`),
    );
    expect(missing.map(({ folder }) => folder)).to.deep.equal([]);
  });

  it('names every capability of the plugin packages', () => {
    const missing = listPackages().flatMap(({ folder, manifest }) => {
      const row = readme.split('\n').find((line) => line.includes(`](${folder}) |`)) ?? '';
      return (manifest.codexMl?.provides ?? [])
        .filter(({ id }) => folder !== 'plugins/engine-tfjs' && !row.includes(`\`${id}\``))
        .map(({ id }) => `${folder}: ${id}`);
    });
    expect(missing).to.deep.equal([]);
  });
});
