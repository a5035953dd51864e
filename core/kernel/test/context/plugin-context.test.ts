import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IndexedCapability, RunScope } from '@codex-ml/kernel';
import { createHookBus } from '@codex-ml/kernel/hook-bus';
import { createPluginContext } from '@codex-ml/kernel/plugin-context';
import type { PluginContext } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { temporaryFolder } from '../plugin-project.js';
import { errorOf } from '../rejection.js';
import { recordingScope } from '../run-scope.js';

function capability(overrides: Partial<IndexedCapability> = {}): IndexedCapability {
  return {
    kind: 'metric',
    id: 'acme/bleu',
    shortId: 'bleu',
    package: { name: 'acme-bleu', version: '1.0.0', root: '/acme' },
    source: 'project',
    summary: 'BLEU',
    apiVersion: '^1.0',
    status: 'ok',
    forced: false,
    hooks: ['run.end'],
    network: false,
    native: false,
    entry: '/acme/bleu.js',
    optionsFile: '/acme/bleu.schema.json',
    ...overrides,
  };
}

function context(
  overrides: Partial<IndexedCapability> = {},
  scope: RunScope = recordingScope(),
): PluginContext {
  const hooks = createHookBus(scope.onHookFailure);
  return createPluginContext(capability(overrides), scope, hooks, scope.signal);
}

describe('the plugin context', () => {
  it('holds what the contract lists and nothing of the host', () => {
    const ctx = context();
    expect(Object.keys(ctx).sort()).to.deep.equal(
      ['artifacts', 'hooks', 'id', 'log', 'net', 'resolvePath', 'rng', 'signal'].sort(),
    );
    expect(Object.isFrozen(ctx)).to.equal(true);
    expect(ctx.id).to.equal('acme/bleu');
  });

  it('logs under the id of the plugin', () => {
    const scope = recordingScope();
    const { log } = context({}, scope);
    log.info('hello', { n: 1 });
    log.warn('careful');
    log.debug('detail');
    expect(scope.logged).to.deep.equal([
      ['acme/bleu', 'info', 'hello', { n: 1 }],
      ['acme/bleu', 'warn', 'careful', undefined],
      ['acme/bleu', 'debug', 'detail', undefined],
    ]);
  });

  it('draws from a stream of its own, which depends on kind and id only', () => {
    const scope = recordingScope();
    scope.rng.uint32();
    const first = context({}, scope).rng;
    expect(first.path).to.equal('plugin/metric/acme/bleu');
    expect(first.position).to.equal(0);
    expect(context({}, recordingScope()).rng.uint32()).to.equal(first.uint32());
    expect(context({ kind: 'tracker' }).rng.uint32()).to.not.equal(context().rng.uint32());
  });

  it('resolves paths of options against the folder of the config file', () => {
    const ctx = context({}, recordingScope({ baseDir: '/project' }));
    expect(ctx.resolvePath('data/a.txt')).to.equal('/project/data/a.txt');
    expect(ctx.resolvePath('/abs/a.txt')).to.equal('/abs/a.txt');
  });

  it('taps declared hooks only', async () => {
    const { hooks } = context();
    hooks.tap('run.end', () => undefined);
    expect((await errorOf(() => hooks.tap('step.end', () => undefined))).code).to.equal('CML3302');
  });
});

describe('artifacts', () => {
  const inFolder = (artifactsFolder: string) => context({}, recordingScope({ artifactsFolder })).artifacts;

  it('lie in the folder of the plugin, which comes into being with the first of them', async () => {
    const root = temporaryFolder();
    const artifacts = inFolder(root);
    expect(artifacts.folder).to.equal(join(root, 'acme', 'metric-bleu'));
    expect(readdirSync(root)).to.deep.equal([]);
    const path = await artifacts.write('plots/loss.svg', '<svg/>');
    expect(path).to.equal(join(root, 'acme/metric-bleu/plots/loss.svg'));
    expect(readFileSync(path, 'utf8')).to.equal('<svg/>');
  });

  it('are replaced whole, and leave no temporary files', async () => {
    const artifacts = inFolder(temporaryFolder());
    await artifacts.write('a.bin', new Uint8Array([1, 2, 3]));
    const path = await artifacts.write('a.bin', new Uint8Array([4]));
    expect([...readFileSync(path)]).to.deep.equal([4]);
    expect(readdirSync(artifacts.folder)).to.deep.equal(['a.bin']);
  });

  it('survive being written at the same time', async () => {
    const artifacts = inFolder(temporaryFolder());
    await Promise.all(
      Array.from({ length: 8 }, (_, at) => artifacts.write('a.txt', String(at).repeat(1000))),
    );
    expect(readFileSync(join(artifacts.folder, 'a.txt'), 'utf8')).to.match(/^(\d)\1{999}$/);
    expect(readdirSync(artifacts.folder)).to.deep.equal(['a.txt']);
  });

  it('keep the old file and no remains where the new one cannot be put in place', async () => {
    const artifacts = inFolder(temporaryFolder());
    await artifacts.write('taken/inner.txt', 'x');
    let failed = false;
    await artifacts.write('taken', 'y').catch(() => {
      failed = true;
    });
    expect(failed).to.equal(true);
    expect(readdirSync(artifacts.folder)).to.deep.equal(['taken']);
  });

  for (const name of ['../x', 'a/../../x', '/etc/x', '', '.', 'a//b', 'a/.', '..\\x', 'C:\\x', 'a\0b']) {
    it(`refuse the name ${JSON.stringify(name)}`, async () => {
      const root = temporaryFolder();
      const error = await errorOf(() => inFolder(root).write(name, 'x'));
      expect(error).to.include({ code: 'CML3402', plugin: 'acme/bleu' });
      expect(readdirSync(root)).to.deep.equal([]);
    });
  }

  it('do not follow a symlink out of the folder', async () => {
    const root = temporaryFolder();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'keep.txt'), 'kept');
    const artifacts = inFolder(root);
    mkdirSync(artifacts.folder, { recursive: true });
    symlinkSync(outside, join(artifacts.folder, 'door'), 'dir');
    for (const name of ['door/keep.txt', 'door/deep/er.txt']) {
      expect((await errorOf(() => artifacts.write(name, 'x'))).code).to.equal('CML3402');
    }
    expect(readdirSync(outside)).to.deep.equal(['keep.txt']);
    expect(readFileSync(join(outside, 'keep.txt'), 'utf8')).to.equal('kept');
  });
});

describe('the network gate', () => {
  const gate = (network: boolean, networkAllowed: boolean) =>
    context({ network }, recordingScope({ networkAllowed })).net;

  for (const [declared, allowed, hint] of [
    [false, true, '"network": true'],
    [true, false, 'run.network: true'],
  ] as const) {
    it(`is shut where declared is ${declared} and allowed is ${allowed}, and says which is missing`, async () => {
      const error = await errorOf(() => gate(declared, allowed).fetch('http://127.0.0.1:9/'));
      expect(error).to.include({ code: 'CML3401', plugin: 'acme/bleu' });
      expect(error.hints).to.have.length(1);
      expect(error.hints[0]).to.include(hint);
    });
  }

  it('is open where the package declares it and the run allows it', async () => {
    const server = createServer((_, response) => response.end('pong'));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    try {
      const { port } = server.address() as AddressInfo;
      const response = await gate(true, true).fetch(`http://127.0.0.1:${port}/`);
      expect(await response.text()).to.equal('pong');
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  });
});
