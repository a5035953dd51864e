import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoadedPlugin } from '@codex-ml/kernel';
import { type CodexError, CodexErrors, codexError, type Kind } from '@codex-ml/plugin-api';
import { blamePlugin } from '@codex-ml/runtime/errors';
import { expect } from 'chai';

describe('blamePlugin', () => {
  let folder: string;
  let run: (work: () => unknown) => unknown;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'codex-ml-blame-')));
    await writeFile(join(folder, 'entry.mjs'), 'export function measure(work) {\n  return work();\n}\n');
    ({ measure: run } = (await import(pathToFileURL(join(folder, 'entry.mjs')).href)) as {
      measure: typeof run;
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const plugin = (kind: Kind, root = folder, id = 'acme/length') =>
    ({
      capability: { kind, id, package: { name: 'acme-length', version: '1.2.0', root } },
    }) as unknown as LoadedPlugin;

  /** What comes of an error that is thrown below the code of the plugin. */
  function blame(make: () => unknown, ...plugins: LoadedPlugin[]): CodexError {
    try {
      run(() => {
        throw make();
      });
    } catch (error) {
      return blamePlugin(error, plugins) as CodexError;
    }
    throw new RangeError('nothing was thrown');
  }

  it('makes a foreign error one of the plugin whose code is on the stack, with function and line', () => {
    const cause = () => new RangeError('no luck');
    const error = blame(cause, plugin('metric'));
    expect(error).to.include({
      code: 'CML3212',
      plugin: 'acme/length',
      pluginOrigin: 'metric of `acme-length` 1.2.0',
      title: 'plugin `acme/length` failed in `measure`: no luck',
    });
    expect(error.where).to.include({ line: 2 });
    expect(error.where?.file).to.match(/entry\.mjs$/);
    expect(error.cause).to.be.instanceOf(RangeError);
  });

  it('gives an error of the engine the plugin that it ran, and keeps its code', () => {
    const make = () => codexError('CML5122', { program: 'evaluate' });
    expect(blame(make, plugin('model'))).to.include({ code: 'CML5122', plugin: 'acme/length' });
  });

  it('looks at the cause before the error that wraps it', () => {
    let cause: unknown;
    try {
      run(() => {
        throw new RangeError('no luck');
      });
    } catch (error) {
      cause = error;
    }
    const error = codexError('CML5105', { program: 'train-step', message: 'no luck' }, { cause });
    expect(blamePlugin(error, [plugin('model')])).to.include({ code: 'CML5105', plugin: 'acme/length' });
  });

  it('blames no engine, as the code of others runs in it', () => {
    const error = blame(() => new RangeError('no luck'), plugin('engine'));
    expect(error).to.be.instanceOf(RangeError);
  });

  it('does not take an error of the host for one of a plugin', () => {
    const error = codexError('CML4301', { split: 'train', problem: 'x' });
    expect(blame(() => error, plugin('metric'))).to.equal(error);
    const foreign = new RangeError('no luck');
    expect(blamePlugin(foreign, [plugin('metric')])).to.equal(foreign);
  });

  it('leaves the plugin that an error names already, and says where it comes from', () => {
    const make = () =>
      codexError(
        'CML3640',
        { id: 'acme/other', method: 'm', expected: 'x', received: 'y' },
        { plugin: 'acme/other' },
      );
    const error = blame(make, plugin('metric'), plugin('tracker', '/elsewhere', 'acme/other'));
    expect(error).to.include({ plugin: 'acme/other', pluginOrigin: 'tracker of `acme-length` 1.2.0' });
    expect(error.where).to.equal(undefined);
  });

  it('goes through a list of errors', () => {
    const error = blame(
      () =>
        new CodexErrors([codexError('CML5122', { program: 'a' }), codexError('CML5122', { program: 'b' })]),
      plugin('model'),
    );
    expect((error as unknown as CodexErrors).errors.map((one) => one.plugin)).to.deep.equal([
      'acme/length',
      'acme/length',
    ]);
  });

  it('passes on that somebody wanted to stop', () => {
    const stop = new DOMException('stopped', 'AbortError');
    expect(blame(() => stop, plugin('metric'))).to.equal(stop);
  });
});
