// What reaches the process instead of a command: promises that a plugin left running, and output that nobody reads.
import { spawn } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readLines } from '../runs/run-in-process.js';
import { runCli, scratchFolder } from './cli-process.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BIN = join(ROOT, 'cli/bin/codex-ml.js');

describe('an error that nobody waits for', function () {
  this.timeout(60_000);
  let place: Awaited<ReturnType<typeof scratchFolder>>;
  beforeEach(async () => {
    place = await scratchFolder();
    await symlink(join(ROOT, 'node_modules'), join(place.path, 'node_modules'), 'junction');
  });
  afterEach(() => place.dispose());

  for (const [what, left] of [
    ['a promise', 'void Promise.reject(new RangeError("no luck"))'],
    ['a callback', 'setTimeout(() => { throw new RangeError("no luck") })'],
  ] as const) {
    it(`ends the command with the plugin that left ${what} running, and is in the records`, async () => {
      await writeFile(
        join(place.path, 'faulty.mjs'),
        `import { defineExtension, defineOptions } from '@codex-ml/plugin-api';
        export default defineExtension({
          id: 'faulty', apiVersion: '^1.0', options: defineOptions({}),
          setup({ ctx }) { ctx.hooks.tap('run.start', () => { ${left} }) },
        });`,
      );
      const set = ['train.steps=500', 'extensions=[faulty]', 'run.name=stray'];
      const args = ['train', '--preset', 'std/tiny', '--plugin', './faulty.mjs'];
      const { code, stderr } = await runCli([...args, ...set.flatMap((one) => ['--set', one])], {
        cwd: place.path,
      });
      expect(code).to.equal(3);
      expect(stderr).to.contain('error[CML3641]: code that `local/faulty` left running failed: no luck');
      expect(stderr).to.contain('--> faulty.mjs:4');
      expect(stderr).to.contain('= plugin: `local/faulty`, extension of `./faulty.mjs`');
      expect(stderr).not.to.contain('node:internal');
      const [, run] = /run (stray-\w+):/.exec(stderr) ?? [];
      const errors = await readLines<{ code: string; plugin: string }>(
        place.path,
        'runs',
        run!,
        'errors.ndjson',
      );
      expect(errors.map(({ code: one, plugin }) => [one, plugin])).to.deep.equal([
        ['CML3641', 'local/faulty'],
      ]);
    });
  }
});

describe('output that nobody reads', function () {
  this.timeout(60_000);

  async function closeEarly(args: readonly string[]) {
    const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, stderr };
  }

  it('ends a command in silence, as a reader that had enough wants it', async () => {
    for (const args of [['--help'], ['plugins', 'list', '--json']]) {
      expect(await closeEarly(args)).to.deep.equal({ code: 0, stderr: '' });
    }
  });

  it('does not change what a command that failed comes to', async () => {
    const { code, stderr } = await closeEarly(['nonsense', '--json']);
    expect([code, stderr]).to.deep.equal([2, '']);
  });
});
