// Starting wasm in a fresh process leaves that process as it was.
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';

const SCRIPT = `
import plugin from '@codex-ml/engine-tfjs/dist/tfjs.js';
const log = { debug() {}, info() {}, warn() {} };
const engine = await plugin.create({ options: { device: 'wasm' }, ctx: { id: 'std/tfjs', log } });
console.log(JSON.stringify([engine.device, process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')]));
`;

describe('an engine on wasm', () => {
  it('leaves uncaught errors of the process to the process', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    });
    expect(stdout, stderr).to.equal('["wasm",0,0]\n');
  });
});
