import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodeOf } from '@codex-ml/plugin-api';
import {
  findLockHolder,
  type LiveProcess,
  localProcesses,
  openRunFolder,
  type ProcessTable,
} from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';
import { clock, inTemporaryFolder } from '../checkpoint/sample-checkpoint.js';
import { rejection } from '../data/fake-dataset.js';

const HASH = 'abcdef0123456789'.repeat(4);
const open = (root: string, processes?: ProcessTable, fresh = false) =>
  openRunFolder({ root, name: 'demo', hash: HASH, fresh, now: clock, processes });

/** A machine whose processes are listed. */
function machine(pid: number, alive: Record<number, string | null>, name = 'here'): ProcessTable {
  return {
    pid,
    machine: name,
    find: async (id): Promise<LiveProcess | null> => (id in alive ? { started: alive[id] ?? null } : null),
  };
}

describe('the lock of a run folder', () => {
  it('refuses a second opener while the first holds it, with the exit code for locked', () =>
    inTemporaryFolder(async (root) => {
      const first = await open(root);
      const error = await rejection(open(root));
      expect(error).to.include({ code: 'CML6201' });
      expect(error.message).to.equal(`run folder \`demo-abcdef01\` is in use by process ${process.pid}`);
      expect(exitCodeOf('CML6201')).to.equal(5);
      await first.close();
      await (await open(root)).close();
      expect(await readdir(first.path)).to.deep.equal([]);
    }));

  it('lets exactly one of many openers in', () =>
    inTemporaryFolder(async (root) => {
      const alive = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [i + 1, 'x']));
      const attempts = await Promise.allSettled(
        Object.keys(alive).map((pid) => open(root, machine(Number(pid), alive))),
      );
      expect(attempts.filter(({ status }) => status === 'fulfilled').length).to.equal(1);
    }));

  it('lets exactly one of many take over a dead lock', async () => {
    const alive = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [i + 1, 'x']));
    for (let round = 0; round < 15; round++) {
      await inTemporaryFolder(async (root) => {
        const { path } = await open(root, machine(99, { 99: 'old' }));
        const attempts = await Promise.allSettled(
          Object.keys(alive).map((pid) => open(root, machine(Number(pid), alive))),
        );
        const winners = attempts.filter((attempt) => attempt.status === 'fulfilled');
        expect(winners.length).to.equal(1);
        expect(winners[0]!.value.notices).to.deep.equal([
          'took over the lock of process 99, which ended without releasing it',
        ]);
        expect(await readdir(path)).to.deep.equal(['lock.json']);
      });
    }
  });

  it('gets past the claim of a process that died while taking over', () =>
    inTemporaryFolder(async (root) => {
      const { path } = await open(root, machine(99, { 99: 'old' }));
      const stale = await readFile(join(path, 'lock.json'), 'utf8');
      const claim = `lock.json.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
      await writeFile(join(path, claim), JSON.stringify({ pid: 98, started: 'old', machine: 'here' }));
      const folder = await open(root, machine(1, { 1: 'x' }));
      expect(folder.notices[0]).to.contain('process 99');
      expect(await readdir(path)).to.deep.equal(['lock.json']);
    }));

  it('takes over from a process that was killed', () =>
    inTemporaryFolder(async (root) => {
      const first = await open(root);
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      const started = (await localProcesses.find(child.pid!))!.started;
      const lock = { pid: child.pid, started, machine: localProcesses.machine };
      await writeFile(join(first.path, 'lock.json'), JSON.stringify(lock));
      expect((await rejection(open(root))).message).to.contain(`in use by process ${child.pid}`);
      child.kill('SIGKILL');
      await ended;
      const second = await open(root);
      expect(second.notices[0]).to.contain(`took over the lock of process ${child.pid}`);
      // The first, whose lock was taken away, must not remove that of the second.
      await first.close();
      expect(JSON.parse(await readFile(join(second.path, 'lock.json'), 'utf8'))).to.include({
        pid: process.pid,
      });
      await second.close();
    }));

  it('is not fooled by another process that was given the same id', () =>
    inTemporaryFolder(async (root) => {
      await open(root, machine(7, { 7: 'boot-1:100' }));
      const second = await open(root, machine(8, { 7: 'boot-1:200', 8: 'boot-1:300' }));
      expect(second.notices.length).to.equal(1);
    }));

  it('trusts the id alone where start times are unknown', () =>
    inTemporaryFolder(async (root) => {
      await open(root, machine(7, { 7: null }));
      expect(await rejection(open(root, machine(8, { 7: null, 8: null })))).to.include({ code: 'CML6201' });
    }));

  it('does not judge processes of another machine', () =>
    inTemporaryFolder(async (root) => {
      await open(root, machine(7, { 7: 'x' }, 'there'));
      const error = await rejection(open(root, machine(8, { 8: 'x' }, 'here')));
      expect(error).to.include({ code: 'CML6202' });
      expect(exitCodeOf('CML6202')).to.equal(5);
    }));

  it('takes over a lock whose writer died before writing a word', () =>
    inTemporaryFolder(async (root) => {
      const first = await open(root);
      await writeFile(join(first.path, 'lock.json'), '');
      const second = await open(root);
      expect(second.notices[0]).to.contain('took over the lock of a process');
    }));

  it('keeps `fresh` from moving the folder of a running process', () =>
    inTemporaryFolder(async (root) => {
      await open(root);
      expect(await rejection(open(root, localProcesses, true))).to.include({ code: 'CML6201' });
      expect(await readdir(root)).to.deep.equal(['demo-abcdef01']);
    }));
});

describe('findLockHolder', () => {
  it('names a living holder, and nobody for a free or a dead lock', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root, machine(7, { 7: 'a' }));
      expect(await findLockHolder(folder.path, machine(8, { 7: 'a' }))).to.deep.equal({ pid: 7 });
      expect(await findLockHolder(folder.path, machine(8, { 7: 'b' }))).to.equal(null);
      expect(await findLockHolder(folder.path, machine(8, {}))).to.equal(null);
      expect(await findLockHolder(folder.path, machine(8, {}, 'elsewhere'))).to.deep.equal({ pid: 7 });
      await folder.close();
      expect(await findLockHolder(folder.path)).to.equal(null);
    }));
});
