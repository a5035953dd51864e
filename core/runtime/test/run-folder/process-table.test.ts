import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { localProcesses, psProcesses } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';

for (const [name, processes] of Object.entries({ localProcesses, psProcesses })) {
  describe(name, () => {
    it('finds this process, with a start time that does not change', async () => {
      const first = await processes.find(process.pid);
      expect(first).to.not.equal(null);
      expect(await processes.find(process.pid)).to.deep.equal(first);
    });

    it('finds a child while it runs and no longer after its end', async () => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      const found = await processes.find(child.pid!);
      expect(found).to.not.equal(null);
      child.kill('SIGKILL');
      await ended;
      expect(await processes.find(child.pid!)).to.equal(null);
    });

    it('marks the machine without naming it', () => {
      expect(processes.machine).to.match(/^[0-9a-f]{16}$/);
    });
  });
}
