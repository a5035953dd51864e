import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { localProcesses } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';

describe('localProcesses', () => {
  it('finds this process, with a start time that does not change', async () => {
    const first = await localProcesses.find(process.pid);
    expect(first).to.not.equal(null);
    expect(await localProcesses.find(process.pid)).to.deep.equal(first);
  });

  it('finds a child while it runs and no longer after its end', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const found = await localProcesses.find(child.pid!);
    expect(found).to.not.equal(null);
    child.kill('SIGKILL');
    await ended;
    expect(await localProcesses.find(child.pid!)).to.equal(null);
  });

  it('marks the machine without naming it', () => {
    expect(localProcesses.machine).to.match(/^[0-9a-f]{16}$/);
  });
});
