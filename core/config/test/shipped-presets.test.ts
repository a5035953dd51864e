import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@codex-ml/config';
import { ManifestSchema, toCodexErrors } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeProject, removeProjects } from './fixtures/project.js';

const FOLDER = fileURLToPath(new URL('../../../configs/', import.meta.url));
const manifest = ManifestSchema.parse(
  (JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')) as Record<string, unknown>)['codexMl'],
);
const presets = Object.entries(manifest.presets).map(([name, file]): [string, string] => [
  `${manifest.namespace}/${name}`,
  join(FOLDER, file),
]);

describe('the shipped presets', () => {
  after(removeProjects);

  it('are the YAML files of the package, all of them', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml') && !name.includes('node_modules'))
      .map((name) => join(FOLDER, name));
    expect(presets.map(([, path]) => path)).to.have.members(files);
  });

  for (const [name, path] of presets) {
    it(`${name} says its purpose, prerequisite, launch line and an override, and loads`, async () => {
      const header = readFileSync(path, 'utf8').split('\n', 4);
      for (const [index, word] of ['Purpose', 'Prerequisite', 'Launch', 'Override'].entries()) {
        expect(header[index], word).to.match(new RegExp(`^# ${word}: \\S`));
      }
      expect(header[2], 'launch line').to.include(`--preset ${name}`);
      const index = {
        find: (full: string) => ({ path: new Map(presets).get(full)! }),
        names: () => presets.map(([full]) => full),
      };
      const arguments_ = (header[3]!.split(': codex-ml train ')[1] ?? '').split(' ');
      const valuesOf = (flag: string) => arguments_.filter((_, at) => arguments_[at - 1] === flag);
      const loaded = await loadConfig({
        cwd: makeProject({}),
        presets: valuesOf('--preset'),
        set: valuesOf('--set'),
        discover: () => index,
      }).catch((error: unknown) => toCodexErrors(error));
      expect(loaded).to.have.property('tree');
      expect(loaded).to.have.nested.property('origins');
      expect(valuesOf('--preset')).to.include(name);
      expect(valuesOf('--set')).to.not.deep.equal([]);
    });
  }
});
