// Two processes at once, processes that are killed at any moment, and a disk that gets full: the cache is used as runs use it.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { inTemporaryFolder } from '../../checkpoint/sample-checkpoint.js';
import { namesIn } from './cache-place.js';

const SCRIPT = fileURLToPath(new URL('./encode-in-process.js', import.meta.url));

interface Outcome {
  readonly reads: number;
  readonly said: readonly string[];
  readonly noticed: readonly string[];
  readonly samples: number;
  readonly last: string;
  readonly tokensSha256: string;
  readonly hash: string;
  readonly cached: boolean;
}

function start(parameters: readonly (string | number)[], limit?: string): ChildProcess {
  const command = [process.execPath, SCRIPT, ...parameters.map(String)];
  // The signal of the limit is ignored, as the disk itself would send none.
  return limit === undefined
    ? spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('bash', ['-c', `trap '' XFSZ; ulimit -f ${limit}; exec "$@"`, 'bash', ...command], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let text = '';
  let said = '';
  child.stdout!.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  child.stderr!.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code, said).to.equal(0);
  return JSON.parse(text) as Outcome;
}

describe('the data cache under several processes', function () {
  this.timeout(60_000);

  it('is filled by one process while the other waits, and both have the same tokens', () =>
    inTemporaryFolder(async (folder) => {
      const children = [start([folder, 20_000, 200]), start([folder, 20_000, 200])];
      const [a, b] = await Promise.all(children.map(outcomeOf));
      expect([a!.reads, b!.reads]).to.have.members([0, 1]);
      expect(a!.hash).to.equal(b!.hash);
      const waiting = a!.reads === 0 ? a! : b!;
      const pid = children[a!.reads === 0 ? 1 : 0]!.pid;
      expect(waiting.said).to.deep.equal([
        `tokens of the train split: process ${pid} is putting them into the cache; waiting for it`,
        'tokens of the train split: from the cache, where another process put them',
      ]);
    }));

  it('survives processes that are killed at any moment, and the next one finishes', () =>
    inTemporaryFolder(async (folder) => {
      const expected = await outcomeOf(start([join(folder, 'straight'), 8000]));
      const place = join(folder, 'killed');
      // Milliseconds after it began to encode, which takes about 100.
      const delays = [0, 5, 15, 40, 80, 110];
      for (const [i, delay] of delays.entries()) {
        // Every second one under another name, so that what it leaves is nobody's to take over.
        const child = start([place, 8000, 100, i % 2 === 0 ? 'a' : `other ${i}`]);
        const ended = new Promise((resolve) => child.once('exit', resolve));
        await new Promise((resolve) => child.stderr!.once('data', resolve));
        await sleep(delay);
        child.kill('SIGKILL');
        await ended;
      }
      const outcome = await outcomeOf(start([place, 8000]));
      const { samples, last, tokensSha256, hash } = expected;
      expect(outcome).to.include({ samples, last, tokensSha256, hash, cached: true });
      const again = await outcomeOf(start([place, 8000]));
      expect(again).to.include({ reads: 0, tokensSha256, hash });
      // A process that had all it needed looked for nothing else; one that makes an entry clears up.
      await outcomeOf(start([place, 10, 0, 'new']));
      expect(namesIn(place).filter((name) => name.startsWith('.'))).to.deep.equal([]);
    }));

  it('is taken over by the one that waits when the one that fills it is killed', () =>
    inTemporaryFolder(async (folder) => {
      const first = start([folder, 100_000, 20]);
      while (!hasLock(folder)) await sleep(5);
      const second = start([folder, 20_000, 0]);
      const outcome = outcomeOf(second);
      await new Promise<void>((resolve) => {
        second.stderr!.on('data', (part: string) => {
          if (String(part).includes('waiting for it')) resolve();
        });
      });
      first.kill('SIGKILL');
      const { reads, said, noticed, samples } = await outcome;
      expect({ reads, samples }).to.deep.equal({ reads: 1, samples: 20_000 });
      expect(said[0]).to.contain(`process ${first.pid} is putting them into the cache`);
      expect(noticed.join()).to.contain(
        `took over the lock of process ${first.pid}, which ended without releasing it`,
      );
    }));

  it('gives way to memory when the disk gets full on the way', () =>
    inTemporaryFolder(async (folder) => {
      const expected = await outcomeOf(start([join(folder, 'a'), 40_000]));
      // In blocks of 1024 bytes: less than two of the pieces that are written, of about five.
      const limited = await outcomeOf(start([join(folder, 'b'), 40_000], '1500'));
      const { samples, last, tokensSha256, hash } = expected;
      expect(limited).to.include({ samples, last, tokensSha256, hash, cached: false });
      expect(limited.noticed.length).to.equal(1);
      expect(limited.noticed[0]).to.match(/^CML4313: .*EFBIG.*; tokens are kept in memory$/);
      expect(namesIn(join(folder, 'b'))).to.deep.equal([]);
    }));
});

function hasLock(folder: string): boolean {
  try {
    const tokens = join(folder, 'tokens');
    return readdirSync(tokens).some((name) => readdirSync(join(tokens, name)).includes('lock.json'));
  } catch {
    return false;
  }
}
