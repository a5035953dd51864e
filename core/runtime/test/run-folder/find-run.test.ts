import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodexError } from '@codex-ml/plugin-api';
import { findRun } from '@codex-ml/runtime';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';

let folder: TemporaryFolder;
let cwd: string;
let runs: string;

async function makeRun(id: string, startedAt: string, root = runs): Promise<void> {
  const record = {
    format: 1,
    id,
    name: id.replace(/-[0-9a-f]{8}(\.\d+)?$/, ''),
    configHash: '0'.repeat(64),
    status: 'completed',
    startedAt,
    updatedAt: startedAt,
    endedAt: startedAt,
  };
  await mkdir(join(root, id), { recursive: true });
  await writeFile(join(root, id, 'run.json'), JSON.stringify(record));
}

const find = (argument?: string) => findRun(runs, cwd, argument);

async function failure(argument?: string): Promise<string> {
  try {
    return `found ${(await find(argument)).id}`;
  } catch (error) {
    if (!CodexError.is(error)) throw error;
    return [`${error.code} ${error.title}`, ...error.hints].join(' | ');
  }
}

describe('findRun', () => {
  beforeEach(async () => {
    folder = await temporaryFolder();
    cwd = folder.path;
    runs = join(cwd, 'runs');
    await makeRun('demo-aaaa1111', '2026-01-01T00:00:00.000Z');
    await makeRun('demo-aaaa1111.1', '2025-01-01T00:00:00.000Z');
    await makeRun('whale-bbbb2222', '2026-03-01T00:00:00.000Z');
    await makeRun('whale-bbcc3333', '2026-02-01T00:00:00.000Z');
  });
  afterEach(() => folder.remove());

  it('takes the run that started last where none is named', async () => {
    expect((await find()).id).to.equal('whale-bbbb2222');
  });

  it('takes a whole id, even where it is the start of another one', async () => {
    expect((await find('demo-aaaa1111')).id).to.equal('demo-aaaa1111');
    expect((await find('demo-aaaa1111.1')).id).to.equal('demo-aaaa1111.1');
  });

  it('takes the start of one id', async () => {
    expect((await find('whale-bbc')).id).to.equal('whale-bbcc3333');
  });

  it('leaves runs that were moved aside to their whole id', async () => {
    expect((await find('demo')).id).to.equal('demo-aaaa1111');
  });

  it('takes a path, from the working folder or absolute, of the folder or its run.json', async () => {
    const elsewhere = join(cwd, 'elsewhere');
    await makeRun('far-cccc4444', '2024-01-01T00:00:00.000Z', elsewhere);
    for (const path of [
      'elsewhere/far-cccc4444',
      join(elsewhere, 'far-cccc4444'),
      './elsewhere/far-cccc4444/run.json',
    ]) {
      expect((await find(path)).path).to.equal(join(elsewhere, 'far-cccc4444'));
    }
    expect((await findRun(runs, elsewhere, 'far-cccc4444')).id).to.equal('far-cccc4444');
    expect((await findRun(runs, join(elsewhere, 'far-cccc4444'), '.')).id).to.equal('far-cccc4444');
  });

  it('gives a folder without a record as a broken run', async () => {
    await mkdir(join(runs, 'half'));
    expect((await find('half')).status).to.equal('broken');
  });

  it('asks for more where a start fits several', async () => {
    expect(await failure('whale')).to.equal(
      'CML6209 `whale` is the start of more than one run: `whale-bbbb2222`, `whale-bbcc3333`',
    );
  });

  it('offers the nearest id or name', async () => {
    expect(await failure('dmeo')).to.equal(
      'CML6208 `dmeo` is not a run in `runs` | did you mean `demo-aaaa1111`?',
    );
    expect(await failure('whale-bbbb2223')).to.include('did you mean `whale-bbbb2222`?');
  });

  it('lists what is there for what is like nothing', async () => {
    expect(await failure('zzz')).to.include(
      'runs there: `whale-bbbb2222`, `whale-bbcc3333`, `demo-aaaa1111`',
    );
    expect(await failure('')).to.match(/^CML6208 /);
  });

  it('says of a path that leads nowhere where it looked', async () => {
    expect(await failure('elsewhere/demo')).to.match(
      /^CML6208 `elsewhere\/demo` is not a run in `elsewhere`/,
    );
  });

  it('says that there are no runs', async () => {
    runs = join(cwd, 'nothing');
    expect(await failure()).to.equal('CML6210 there are no runs in `nothing`');
    expect(await failure('demo')).to.equal(
      'CML6208 `demo` is not a run in `nothing` | there are no runs in `nothing`',
    );
  });
});
