import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexedPackage } from '@codex-ml/kernel';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import {
  checkApiCopies,
  checkConfig,
  checkDataCache,
  checkEngines,
  checkGit,
  checkHostPackages,
  checkNode,
  checkPlugins,
  checkRunsFolder,
  devicesOf,
  type EngineProbe,
  judgeCache,
  judgeSpace,
  LOW_SPACE_BYTES,
  NO_SPACE_BYTES,
} from '@codex-ml/runtime';
import { countLeftovers } from '@codex-ml/runtime/data';
import { lockFolder } from '@codex-ml/runtime/run-folder';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';

describe('checkNode', () => {
  it('takes 22.18 and newer', () => {
    const statuses = ['22.18.0', '22.19.1', '23.0.0', '24.21.0-nightly', '22.17.9', '20.20.2'].map(
      (version) => checkNode(version).status,
    );
    expect(statuses).to.deep.equal(['ok', 'ok', 'ok', 'ok', 'fail', 'fail']);
  });
});

describe('checkHostPackages', () => {
  it('is content with one version, whatever foreign packages have', () => {
    expect(
      checkHostPackages({ '@codex-ml/config': '0.1.0', '@codex-ml/nn': '0.1.0', zod: '4.0.0' }).status,
    ).to.equal('ok');
  });

  it('warns of mixed versions and fails for missing ones', () => {
    const mixed = checkHostPackages({ '@codex-ml/config': '0.1.0', '@codex-ml/nn': '0.2.0' });
    expect([mixed.status, mixed.message]).to.deep.equal([
      'warn',
      'the packages of codex-ml have different versions: config 0.1.0, nn 0.2.0',
    ]);
    expect(checkHostPackages({ '@codex-ml/config': null }).status).to.equal('fail');
  });
});

describe('checkPlugins', () => {
  const entry = (name: string, remarks: readonly CodexError[]): IndexedPackage => ({
    ...{ name, version: '1.0.0', root: null, namespace: name, source: 'project', status: 'ok' },
    ...{ errors: [], remarks, warnings: [], capabilities: [], presets: {} },
  });

  it('warns of packages that can be used with a remark, and leaves copies of plugin-api to their own check', () => {
    const twice = codexError('CML3316', { name: 'odd', first: 'one', second: 'two' });
    const copy = codexError('CML3319', { name: 'twin', theirs: '1', ours: '2' });
    const checks = checkPlugins([entry('fine', []), entry('odd', [twice]), entry('twin', [copy])]);
    expect(checks.map(({ name, status }) => `${name} ${status}`)).to.deep.equal([
      'plugins ok',
      'plugin odd warn',
    ]);
    expect(checks[1]?.message).to.include('CML3316').and.to.include('installed twice');
  });
});

describe('checkApiCopies', () => {
  it('warns of plugins that bring their own', () => {
    expect(checkApiCopies([]).status).to.equal('ok');
    expect(checkApiCopies(['`x` uses its own copy'])).to.include({
      status: 'warn',
      message: '`x` uses its own copy',
    });
  });
});

describe('checkConfig', () => {
  it('fails with the first error and its place, and counts the others', () => {
    const where = { file: 'codex-ml.config.yaml', line: 2, column: 3 };
    const errors = [codexError('CML2101', { key: 'x' }, { where }), codexError('CML2101', { key: 'y' })];
    const { status, message } = checkConfig({ errors });
    expect(status).to.equal('fail');
    expect(message).to.equal('CML2101 `x` is not a key of a config (codex-ml.config.yaml:2:3) and 1 more');
  });

  it('warns where there is none', () => {
    expect(checkConfig({ file: undefined, runId: 'run-1' }).status).to.equal('warn');
    expect(checkConfig({ file: 'a.yaml', runId: 'run-1' }).status).to.equal('ok');
  });
});

describe('checkEngines', () => {
  const device = (name: string, reason: string | null = null) => ({
    device: name,
    started: reason === null ? name : null,
    reason,
    code: null,
    hints: reason === null ? [] : [`mend ${name}`],
  });
  const good: EngineProbe = { id: 'std/good', devices: [device('cpu'), device('gpu', 'no driver')] };
  const dead: EngineProbe = { id: 'std/dead', devices: [device('default', 'no binding')] };

  it('says which devices start and why others do not', () => {
    const [check] = checkEngines([good], undefined);
    expect(check).to.include({ status: 'ok', message: 'starts on cpu; not on gpu: no driver' });
  });

  it('warns of an engine that does not start beside one that does', () => {
    expect(checkEngines([good, dead], undefined).map(({ status }) => status)).to.deep.equal(['ok', 'warn']);
  });

  it('fails for the engine or device that the config uses', () => {
    const statusOf = (id: string, wanted?: string) =>
      checkEngines([good, dead], { id, device: wanted }).map(({ status }) => status);
    expect(statusOf('std/good', 'gpu')).to.deep.equal(['fail', 'warn']);
    expect(statusOf('std/good', 'auto')).to.deep.equal(['ok', 'warn']);
    expect(statusOf('std/dead')).to.deep.equal(['ok', 'fail']);
  });

  it('passes on what the engine says can be done, for the devices that the config asks for', () => {
    const hintsFor = (device: string) => checkEngines([good, dead], { id: 'std/good', device })[0]!.hints;
    expect(hintsFor('gpu')).to.include('mend gpu');
    expect(hintsFor('cpu')).to.deep.equal([]);
    const [, warning] = checkEngines([good, dead], undefined);
    expect(warning!.hints[0]).to.equal('mend default');
    expect(checkEngines([dead], undefined)[0]!.hints[0]).to.equal('mend default');
  });

  it('says once what keeps every device from starting, and which page says more', () => {
    const lacking = { started: null, reason: 'no binding', code: 'CML5132', hints: ['build it'] } as const;
    const devices = ['gpu', 'cpu'].map((device) => ({ device, ...lacking }));
    const [, check] = checkEngines([good, { id: 'std/bare', devices }], undefined);
    expect(check!.message).to.equal('does not start: no binding');
    expect(check!.hints.slice(0, 2)).to.deep.equal(['build it', '`codex-ml explain CML5132` says more']);
  });

  it('does not warn of an engine whose optional package is left out, unless the config uses it', () => {
    const absent = { started: null, reason: 'needs `x`', code: 'CML5131', hints: ['install x'] } as const;
    const optional: EngineProbe = { id: 'std/optional', devices: [{ device: 'cpu', ...absent }] };
    const [, check] = checkEngines([good, optional], undefined);
    expect(check).to.deep.include({ status: 'ok', message: 'not in use: needs `x`', hints: [] });
    const [, used] = checkEngines([good, optional], { id: 'std/optional', device: 'auto' });
    expect(used!.status).to.equal('fail');
    expect(used!.hints[0]).to.equal('install x');
  });

  it('fails where nothing starts or nothing is installed', () => {
    expect(checkEngines([dead], undefined).map(({ status }) => status)).to.deep.equal(['fail']);
    expect(checkEngines([], undefined).map(({ status }) => status)).to.deep.equal(['fail']);
  });

  it('passes on what an engine said while it started', () => {
    const fallback: EngineProbe = {
      id: 'x',
      devices: [{ device: 'default', started: 'cpu', reason: 'slow', code: null, hints: [] }],
    };
    expect(checkEngines([fallback], undefined)[0]!.message).to.equal('starts on cpu (slow)');
  });
});

describe('devicesOf', () => {
  it('lists the choices of the option `device`, without `auto`', () => {
    expect(devicesOf({ properties: { device: { enum: ['auto', 'wasm', 'cpu'] } } })).to.deep.equal([
      'wasm',
      'cpu',
    ]);
    expect(devicesOf({ properties: { threads: { type: 'integer' } } })).to.deep.equal([]);
    expect(devicesOf({})).to.deep.equal([]);
  });
});

describe('checkRunsFolder', () => {
  it('looks at the nearest folder that exists, and leaves nothing in it', () =>
    withTemporaryFolder(async (folder) => {
      const { status, message } = await checkRunsFolder(join(folder, 'deep', 'runs'));
      expect(status).to.not.equal('fail');
      expect(message).to.match(/is writable, [\d.]+ (GiB|MiB) free$/);
      expect(await readdir(folder)).to.deep.equal([]);
    }));

  it('fails below a file', () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      expect((await checkRunsFolder(join(folder, 'file', 'runs'))).message).to.include(
        'is a file, not a folder',
      );
    }));

  it('fails where writing is forbidden', async () => {
    // Whoever may write everywhere, such as root, cannot be kept out by permissions.
    const privileged = process.getuid === undefined || process.getuid() === 0;
    await withTemporaryFolder(async (folder) => {
      const closed = join(folder, 'closed');
      await mkdir(closed);
      await chmod(closed, 0o500);
      expect((await checkRunsFolder(closed)).status === 'fail').to.equal(!privileged);
      await chmod(closed, 0o700);
    });
  });

  it('judges the free space', () => {
    expect(judgeSpace('x', LOW_SPACE_BYTES)).to.include({
      status: 'ok',
      message: 'x is writable, 1.0 GiB free',
    });
    expect(judgeSpace('x', LOW_SPACE_BYTES - 1).status).to.equal('warn');
    expect(judgeSpace('x', NO_SPACE_BYTES - 1)).to.include({
      status: 'fail',
      message: 'x is writable, 63 MiB free',
    });
  });
});

describe('checkDataCache', () => {
  const now = () => new Date('2030-03-31T00:00:00Z');
  const entry = (made: string, problem: string | null = null) => ({
    folder: 'f',
    key: 'k',
    kind: 'tokens' as const,
    plugin: 'std/text',
    name: 'train',
    bytes: 3 << 20,
    made: new Date(made),
    facts: {},
    problem,
  });
  const roomy = { free: LOW_SPACE_BYTES, leftovers: 0, now: now() };

  it('passes where the cache is switched off, and where there is none yet, of which it leaves nothing', () =>
    withTemporaryFolder(async (folder) => {
      const cache = join(folder, 'deep', 'cache');
      expect(await checkDataCache(cache, false, now)).to.include({ status: 'ok' });
      const { status, message } = await checkDataCache(cache, true, now);
      expect(status).not.to.equal('fail');
      expect(message).to.match(/is writable, .* free; it holds 0 entries, 0 MiB$/);
      expect(await readdir(folder)).to.deep.equal([]);
    }));

  it('warns, and does not fail, where nothing can be kept', () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      const { status, hints } = await checkDataCache(join(folder, 'file', 'cache'), true, now);
      expect(status).to.equal('warn');
      expect(hints.join()).to.include('data.cacheFolder');
    }));

  it('says what entries take, and how many are old', () => {
    const { status, message } = judgeCache('x', [entry('2030-03-30'), entry('2030-01-01')], roomy);
    expect(status).to.equal('ok');
    expect(message).to.equal(
      'x is writable, 1.0 GiB free; it holds 2 entries, 6 MiB, 1 of them older than 30 days',
    );
  });

  it('warns of damaged and unfinished entries, and of a disk that is nearly full', () => {
    const damaged = judgeCache('x', [entry('2030-03-30', 'torn')], roomy);
    expect(damaged.status).to.equal('warn');
    expect(damaged.hints.join()).to.include('1 entry is damaged');
    const left = judgeCache('x', [], { ...roomy, leftovers: 2 });
    expect(left.hints.join()).to.include('2 entries were left unfinished');
    const full = judgeCache('x', [], { ...roomy, free: LOW_SPACE_BYTES - 1 });
    expect(full.hints.join()).to.include('data cache clear');
  });

  it('counts what a process that is gone left, and not what one at work has', () =>
    withTemporaryFolder(async (folder) => {
      const held = join(folder, 'tokens', '.making-held');
      await mkdir(held, { recursive: true });
      await mkdir(join(folder, 'tokens', '.making-dead'));
      await mkdir(join(folder, 'tokenizers', '.removed-x'), { recursive: true });
      const lock = await lockFolder(held, 'held');
      expect(await countLeftovers(folder)).to.equal(2);
      await lock.release();
      expect(await countLeftovers(folder)).to.equal(3);
    }));
});

describe('checkGit', () => {
  it('shows the commit and whether there are changes', async () => {
    const commit = '0123456789abcdef';
    const clean = await checkGit('.', async () => ({ commit, dirty: false }));
    expect(clean).to.include({ status: 'ok', message: 'commit 0123456789ab' });
    const dirty = await checkGit('.', async () => ({ commit, dirty: true }));
    expect(dirty.message).to.include('changes that are not committed');
  });

  it('warns where there is no commit or git does not answer', async () => {
    expect((await checkGit('.', async () => null)).status).to.equal('warn');
    const silent = await checkGit('.', async () => Promise.reject(new RangeError('timed out\nat once')));
    expect(silent).to.include({ status: 'warn', message: 'git does not answer: timed out' });
  });
});
