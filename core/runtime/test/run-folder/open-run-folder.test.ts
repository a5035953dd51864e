import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodexErrors, codexError } from '@codex-ml/plugin-api';
import { type OpenRunFolder, openRunFolder } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';
import { clock, inTemporaryFolder } from '../checkpoint/sample-checkpoint.js';
import { rejection } from '../data/fake-dataset.js';

const HASH = 'abcdef0123456789'.repeat(4);
const TIME = '2024-05-06T07:08:09.000Z';
const open = (root: string, changes: Partial<OpenRunFolder> = {}) =>
  openRunFolder({ root, name: 'demo', hash: HASH, fresh: false, now: clock, environment: {}, ...changes });
const lines = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('openRunFolder', () => {
  it('makes the folder of the run, named by name and hash', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(join(root, 'deep', 'runs'));
      expect(folder.id).to.equal('demo-abcdef01');
      expect(folder.path).to.equal(join(root, 'deep', 'runs', 'demo-abcdef01'));
      expect(folder).to.deep.include({ earlier: null, movedAside: null, notices: [], problems: [] });
      expect(folder.resolve('a', 'b.json')).to.equal(join(folder.path, 'a', 'b.json'));
    }));

  it('finds its own run again, with what was recorded', () =>
    inTemporaryFolder(async (root) => {
      const first = await open(root);
      const record = await first.updateRun({ seed: 1337, plugins: ['std/gpt'] });
      expect(record).to.deep.equal({
        format: 1,
        id: 'demo-abcdef01',
        name: 'demo',
        configHash: HASH,
        status: 'running',
        startedAt: TIME,
        updatedAt: TIME,
        endedAt: null,
        seed: 1337,
        plugins: ['std/gpt'],
      });
      await first.close();
      const second = await open(root, { now: () => new Date('2025-01-01T00:00:00Z') });
      expect(second.earlier).to.deep.equal(record);
      const ended = await second.updateRun({ status: 'interrupted' });
      expect(ended).to.include({
        startedAt: TIME,
        endedAt: '2025-01-01T00:00:00.000Z',
        seed: 1337,
        status: 'interrupted',
      });
      expect(JSON.parse(await readFile(second.resolve('run.json'), 'utf8'))).to.deep.equal(ended);
      expect(await second.updateRun({ status: 'running' })).to.include({ endedAt: null });
    }));

  it('moves earlier folders aside on request, numbering them', () =>
    inTemporaryFolder(async (root) => {
      expect((await reopen(root, true)).movedAside).to.equal(null);
      await writeFile(join(root, 'demo-abcdef01', 'mark'), 'first');
      const second = await reopen(root, true);
      expect(second.movedAside).to.equal('demo-abcdef01.1');
      expect(second.notices).to.deep.equal(['moved the earlier run to `demo-abcdef01.1`']);
      expect(second.earlier).to.equal(null);
      expect((await reopen(root, true)).movedAside).to.equal('demo-abcdef01.2');
      expect((await readdir(root)).sort()).to.deep.equal([
        'demo-abcdef01',
        'demo-abcdef01.1',
        'demo-abcdef01.2',
      ]);
      expect(await readdir(join(root, 'demo-abcdef01.1'))).to.deep.equal(['mark']);
    }));

  async function reopen(root: string, fresh: boolean) {
    const folder = await open(root, { fresh });
    await folder.close();
    return folder;
  }

  it('refuses a folder that another config made, and leaves it unlocked', () =>
    inTemporaryFolder(async (root) => {
      const first = await open(root);
      await first.updateRun({});
      await first.close();
      const other = `abcdef01${'0'.repeat(56)}`;
      expect(await rejection(open(root, { hash: other }))).to.include({ code: 'CML6204' });
      expect(existsSync(first.resolve('lock.json'))).to.equal(false);
    }));

  it('refuses a damaged run.json, unless asked for a fresh start', () =>
    inTemporaryFolder(async (root) => {
      const first = await open(root);
      await writeFile(first.resolve('run.json'), '{"format":1');
      await first.close();
      const error = await rejection(open(root));
      expect(error).to.include({ code: 'CML6203' });
      expect(error.message).to.equal('`run.json` of run `demo-abcdef01` cannot be used: it is not JSON');
      expect((await open(root, { fresh: true })).movedAside).to.equal('demo-abcdef01.1');
    }));

  it('says when the folder cannot be made', () =>
    inTemporaryFolder(async (root) => {
      await writeFile(join(root, 'file'), '');
      expect(await rejection(open(join(root, 'file')))).to.include({ code: 'CML6205' });
    }));

  it('writes files whole and leaves nothing else behind', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root);
      await folder.writeJson('config.resolved.json', { a: 1 });
      await folder.writeJson('config.resolved.json', { a: 2 });
      await folder.writeText('report.md', '# Report\n');
      expect(await readFile(folder.resolve('config.resolved.json'), 'utf8')).to.equal('{\n  "a": 2\n}\n');
      expect((await readdir(folder.path)).sort()).to.deep.equal([
        'config.resolved.json',
        'lock.json',
        'report.md',
      ]);
    }));

  it('refuses JSON that would not come back as it was, and files it cannot write', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root);
      const nan = await rejection(folder.writeJson('x.json', { list: [1, { deep: Number.NaN }] }));
      expect(nan.message).to.equal('`x.json` cannot be written as JSON: list.1.deep is NaN');
      const missing = await rejection(folder.writeJson('x.json', { a: undefined } as never));
      expect(missing.message).to.contain('a is of type undefined');
      expect(await rejection(folder.writeText('no/folder.txt', 'x'))).to.include({ code: 'CML6205' });
    }));
});

describe('recordError', () => {
  it('writes code, title, plugin, hook, the chain of causes and stacks', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root);
      const inner = new RangeError('inner');
      const cause = new TypeError('outer', { cause: inner });
      const error = codexError(
        'CML9002',
        { message: 'x' },
        {
          cause,
          plugin: 'acme/bleu',
          hook: 'evaluate.end',
          hints: ['try again'],
          where: { file: 'a.yaml', line: 3 },
        },
      );
      folder.recordError(error, { step: 12 });
      const [line] = await lines(folder.resolve('errors.ndjson'));
      expect(line).to.deep.include({
        time: TIME,
        step: 12,
        code: 'CML9002',
        title: 'impossible state: x',
        plugin: 'acme/bleu',
        hook: 'evaluate.end',
        hints: ['try again'],
        where: { file: 'a.yaml', line: 3, column: null },
      });
      const causes = line!['causes'] as { message: string; stack: string }[];
      expect(causes.map((one) => one.message)).to.deep.equal(['outer', 'inner']);
      expect(causes[0]!.stack).to.contain('TypeError: outer');
      expect(line!['stack']).to.contain('impossible state: x');
    }));

  it('writes one line for each of several errors, and any thrown value', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root);
      const list = ['a', 'b'].map((message) => codexError('CML9002', { message }));
      folder.recordError(new CodexErrors(list));
      folder.recordError('just text');
      folder.recordError(undefined);
      const found = await lines(folder.resolve('errors.ndjson'));
      expect(found.map((line) => line['title'])).to.deep.equal([
        'impossible state: a',
        'impossible state: b',
        'unexpected failure: just text',
        'unexpected failure: undefined',
      ]);
    }));

  it('keeps secrets and personal paths out', () =>
    inTemporaryFolder(async (root) => {
      const environment = { MY_API_KEY: 'qwertz-12345', PATH: '/usr/bin', SHORT_TOKEN: 'on' };
      const folder = await open(root, { environment });
      const cause = new RangeError(
        'GET https://bob:hunter22@host/x with Bearer abcdefghijkl failed for qwertz-12345',
      );
      folder.recordError(codexError('CML9002', { message: 'token=sesame99 turned on /usr/bin' }, { cause }));
      const text = await readFile(folder.resolve('errors.ndjson'), 'utf8');
      for (const secret of ['qwertz-12345', 'hunter22', 'abcdefghijkl', 'sesame99', process.cwd()]) {
        expect(text).to.not.contain(secret);
      }
      expect(text).to.contain('https://[redacted]@host/x');
      expect(text).to.contain('turned on /usr/bin');
    }));

  it('never throws: what cannot be written is counted as a problem', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root);
      await mkdir(folder.resolve('errors.ndjson'));
      await mkdir(folder.resolve('events.ndjson'));
      folder.recordError(new RangeError('x'));
      folder.recordEvent('checkpoint', 3);
      expect(folder.problems.map((problem) => problem.code)).to.deep.equal(['CML6205', 'CML6205']);
      expect(folder.problems[0]!.message).to.contain('`errors.ndjson` could not be written');
    }));
});

describe('recordEvent', () => {
  it('appends and returns the event', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root);
      const event = folder.recordEvent('run.start', 0, { resumedFrom: null });
      expect(event).to.deep.equal({ event: 'run.start', step: 0, time: TIME, detail: { resumedFrom: null } });
      folder.recordEvent('run.end', 9);
      expect(await lines(folder.resolve('events.ndjson'))).to.deep.equal([
        event,
        { event: 'run.end', step: 9, time: TIME, detail: {} },
      ]);
    }));

  it('closes off a line that a kill cut short, so that the next one can be read', () =>
    inTemporaryFolder(async (root) => {
      const folder = await open(root);
      const path = folder.resolve('events.ndjson');
      await writeFile(path, '{"event":"a"}\n{"event":"b","st');
      folder.recordEvent('c', 1);
      folder.recordEvent('d', 2);
      const text = (await readFile(path, 'utf8')).split('\n');
      expect(text.slice(0, 2)).to.deep.equal(['{"event":"a"}', '{"event":"b","st']);
      expect(text.slice(2, 4).map((line) => (JSON.parse(line) as { event: string }).event)).to.deep.equal([
        'c',
        'd',
      ]);
      await chmod(path, 0o600);
    }));
});
