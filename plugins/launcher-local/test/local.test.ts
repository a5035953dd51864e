// What the local launcher does beyond the contract: logs with a limit, jobs that it refuses, what is left of a job.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import local from '@codex-ml/launcher-local/dist/local.js';
import type { Launcher, LaunchJob } from '@codex-ml/plugin-api';
import { type TestContext, withContext, withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';

interface Bench {
  readonly launcher: Launcher;
  readonly ctx: TestContext;
  readonly folder: string;
  job(program: string, changes?: Partial<LaunchJob>): LaunchJob;
}

function withLocal(options: Record<string, unknown>, use: (bench: Bench) => Promise<void>): Promise<void> {
  return withTemporaryFolder((folder) =>
    withContext({ id: 'std/local' }, async (ctx) => {
      const launcher = await local.create({ options: local.options.parse(options), ctx });
      const job: Bench['job'] = (program, changes = {}) => ({
        name: 'a job',
        command: [process.execPath, '-e', program],
        cwd: folder,
        env: {},
        resources: {},
        ...changes,
      });
      await use({ launcher, ctx, folder, job });
    }),
  );
}

async function refusal(work: Promise<unknown>): Promise<{ code?: string; title?: string; plugin?: string }> {
  try {
    await work;
  } catch (error) {
    return error as { code?: string; title?: string; plugin?: string };
  }
  return expect.fail('it was not refused');
}

describe('the local launcher', () => {
  it('writes what a job prints into a file of its own, and says where', () =>
    withLocal({}, async ({ launcher, ctx, job }) => {
      const program = "process.stdout.write('to stdout\\n'); process.stderr.write('to stderr\\n')";
      for (const name of ['a job', 'a/b: c']) {
        const handle = await launcher.launch(job(program, { name }));
        expect(await handle.wait()).to.deep.equal({ code: 0, reason: 'exited' });
      }
      const paths = ctx.logged.map(({ detail }) => String(detail?.['log']));
      expect(paths).to.deep.equal([
        join(ctx.artifacts.folder, 'a-job-1.log'),
        join(ctx.artifacts.folder, 'a-b-c-2.log'),
      ]);
      for (const path of paths) {
        const lines = (await readFile(path, 'utf8')).split('\n').sort();
        expect(lines).to.deep.equal(['', 'to stderr', 'to stdout']);
      }
    }));

  it('keeps the beginning and the end of a long log, and says what it left out', () =>
    withLocal({ logLimitKiB: 4 }, async ({ launcher, ctx, job }) => {
      const program = 'for (let i = 0; i < 20000; i++) process.stdout.write(`line ${i}\\n`)';
      const handle = await launcher.launch(job(program));
      await handle.wait();
      const text = await readFile(join(ctx.artifacts.folder, 'a-job-1.log'), 'utf8');
      const printed = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');
      const [, left] = /\n\[(\d+) bytes left out\]\n/.exec(text) ?? [];
      expect(Number(left)).to.equal(printed.length - 4096);
      expect(text.startsWith(printed.slice(0, 2048))).to.equal(true);
      expect(text.endsWith(printed.slice(-2048))).to.equal(true);
      expect(text.length).to.be.below(4096 + 64);
    }));

  it('goes on with a job whose log cannot be written, and says so once', () =>
    withLocal({}, async ({ launcher, ctx, job, folder }) => {
      const blocked = join(folder, 'file');
      await ctx.artifacts.write('x', '');
      const other = await local.create({
        options: local.options.parse({}),
        ctx: { ...ctx, artifacts: { ...ctx.artifacts, folder: join(blocked, 'below') } },
      });
      await (
        await launcher.launch(job(`require('node:fs').writeFileSync(${JSON.stringify(blocked)}, '')`))
      ).wait();
      const program = 'for (let i = 0; i < 5000; i++) process.stdout.write(`line ${i}\\n`)';
      const handle = await other.launch(job(program));
      expect(await handle.wait()).to.deep.equal({ code: 0, reason: 'exited' });
      const warnings = ctx.logged.filter(({ level }) => level === 'warn');
      expect(warnings).to.have.length(1);
      expect(warnings[0]!.message).to.match(/^log of job `a job`: .*(ENOTDIR|EEXIST)/);
    }));

  for (const [what, changes, problem] of [
    ['has no command', { command: [] }, 'it has no command'],
    ['has a NUL character in an argument', { command: ['echo', 'a\0b'] }, 'a NUL character'],
    ['asks for more CPUs than there are', { resources: { cpus: 100_000 } }, '100000 CPUs are asked for'],
    ['asks for more memory than there is', { resources: { memoryMiB: 1e9 } }, '1000000000 MiB of memory'],
    [
      'has a time limit of nothing',
      { resources: { timeLimitSeconds: 0 } },
      'time limit: expected more than 0',
    ],
    [
      'has a time limit beyond any timer',
      { resources: { timeLimitSeconds: 1e9 } },
      'at most 2073600 seconds',
    ],
  ] as const) {
    it(`refuses a job that ${what}`, () =>
      withLocal({}, async ({ launcher, job }) => {
        const error = await refusal(launcher.launch(job('0', changes)));
        expect(error).to.include({ code: 'CML3622', plugin: 'std/local' });
        expect(error.title).to.include(problem);
      }));
  }

  it('says what the system says where a job cannot be started', () =>
    withLocal({}, async ({ launcher, job, folder }) => {
      const missing = await refusal(launcher.launch(job('0', { command: ['/no/such/program'] })));
      expect(missing).to.include({ code: 'CML3621', plugin: 'std/local' });
      expect(missing.title).to.include('ENOENT');
      const nowhere = await refusal(launcher.launch(job('0', { cwd: join(folder, 'nowhere') })));
      expect(nowhere).to.include({ code: 'CML3621' });
    }));

  it('says that GPUs are not reserved', () =>
    withLocal({}, async ({ launcher, ctx, job }) => {
      await (await launcher.launch(job('0', { resources: { gpus: 1 } }))).wait();
      expect(ctx.logged.filter(({ level }) => level === 'warn')).to.have.length(1);
    }));
});
