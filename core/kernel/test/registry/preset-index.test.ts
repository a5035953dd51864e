import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { pluginProject } from '../plugin-project.js';
import { errorOf } from '../rejection.js';

describe('presets', () => {
  it('are found by full and short name, groups included', async () => {
    const kernel = await pluginProject({ uses: ['good-pair'] }).kernel();
    expect(kernel.presetNames()).to.deep.equal(['pair/model/small', 'pair/tiny']);
    for (const name of ['pair/tiny', 'tiny']) {
      expect(readFileSync(kernel.preset(name)?.path ?? '', 'utf8')).to.include('steps: 2');
    }
    for (const name of ['pair/model/small', 'model/small']) {
      expect(readFileSync(kernel.preset(name)?.path ?? '', 'utf8')).to.include('layers: 1');
    }
    expect(kernel.preset('small')).to.equal(undefined);
  });

  it('name both packages where a short name is ambiguous', async () => {
    const project = pluginProject({ uses: ['good-pair'] });
    const codexMl = {
      manifest: 1,
      namespace: 'p',
      apiVersion: '^1.0',
      provides: [],
      presets: { tiny: './tiny.yaml' },
    };
    project.write('p/package.json', { name: 'p', codexMl });
    project.write('p/tiny.yaml', '');
    const kernel = await project.kernel({ explicit: ['./p'] });
    const error = await errorOf(() => kernel.preset('tiny'));
    expect(error.title).to.equal(
      'preset `tiny` is ambiguous: `p/tiny` of `p`, `pair/tiny` of `codex-ml-fixture-good-pair`',
    );
    expect(kernel.preset('p/tiny')?.package).to.equal('p');
  });
});
