import { spawnSync } from 'node:child_process';
import { expect } from 'chai';

describe('the entry module of std/tensorflow', () => {
  it('loads no tfjs and prints nothing until an engine is made', () => {
    const entry = import.meta.resolve('@codex-ml/engine-tensorflow/dist/tensorflow.js');
    const code = `const { default: plugin } = await import(${JSON.stringify(entry)});
      console.log(plugin.kind, plugin.id, '_tfengine' in globalThis);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).to.deep.equal({ stdout: 'engine tensorflow false\n', stderr: '' });
  });
});
