import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findCheckpoint,
  findResumable,
  listCheckpointSteps,
  loadCheckpoint,
  readModelFolder,
  readSafetensors,
  verifyCheckpoint,
  writeModelFolder,
} from '@codex-ml/runtime/checkpoint';
import { localDisk } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';
import { rejection } from '../data/fake-dataset.js';
import { flipByte } from './dying-disk.js';
import { inTemporaryFolder, save } from './sample-checkpoint.js';

const checkpoints = (folder: string) => join(folder, 'checkpoints');
const pointer = async (folder: string, name: string) =>
  JSON.parse(await readFile(join(checkpoints(folder), name), 'utf8')) as unknown;

describe('saveCheckpoint', () => {
  it('writes tensors, state, extra files and a manifest with the size and SHA-256 of each', () =>
    inTemporaryFolder(async (folder) => {
      const saved = await save(folder, 100, { best: true, disk: localDisk });
      expect(saved).to.include({ step: 100, name: 'step-00000100' });
      expect(saved.path).to.equal(join(checkpoints(folder), 'step-00000100'));
      const names = [
        'config.json',
        'model.safetensors',
        'optimizer.safetensors',
        'state.json',
        'tokenizer.json',
      ];
      expect((await readdir(saved.path)).sort()).to.deep.equal([...names, 'manifest.json'].sort());
      expect(Object.keys(saved.manifest.files).sort()).to.deep.equal(names);
      for (const name of names) {
        const content = await readFile(join(saved.path, name));
        expect(saved.manifest.files[name]).to.deep.equal({
          bytes: content.length,
          sha256: createHash('sha256').update(content).digest('hex'),
        });
      }
      expect(saved.manifest).to.include({
        format: 1,
        step: 100,
        best: true,
        savedAt: '2024-05-06T07:08:09.000Z',
      });
      expect(await verifyCheckpoint(saved.path)).to.deep.equal(saved.manifest);
      expect((await readdir(checkpoints(folder))).sort()).to.deep.equal([
        'best.json',
        'last.json',
        'step-00000100',
      ]);
    }));

  it('is loaded back as it was saved', () =>
    inTemporaryFolder(async (folder) => {
      const { path } = await save(folder, 7, { disk: localDisk });
      for (const options of [{}, { verified: true }]) {
        const loaded = await loadCheckpoint(path, options);
        expect(loaded.step).to.equal(7);
        expect(loaded.model).to.deep.equal({
          bias: { shape: [2], dtype: 'float32', data: Float32Array.of(7, -7) },
          weight: { shape: [2, 2], dtype: 'float32', data: Float32Array.of(7, 1, -2, 0.5) },
        });
        expect(loaded.optimizer).to.deep.equal({
          count: { shape: [], dtype: 'int32', data: Int32Array.of(7) },
        });
        expect(loaded.state).to.deep.equal({ step: 7, best: null });
      }
    }));

  it('gives equal files for equal content, whenever it is saved', () =>
    inTemporaryFolder(async (folder) => {
      const first = await save(folder, 5);
      const second = await save(join(folder, 'other'), 5, { now: () => new Date(0) });
      expect(second.manifest.files).to.deep.equal(first.manifest.files);
    }));

  it('writes the manifest after everything else is synced, and only then gives the folder its name', () =>
    inTemporaryFolder(async (folder) => {
      const log: string[] = [];
      const short = (path: string) => path.replace(`${folder}/`, '').replace(/\.tmp-step-\d+-\d+/, '<tmp>');
      await save(folder, 1, {
        disk: {
          ...localDisk,
          async createFile(path) {
            const file = await localDisk.createFile(path);
            return {
              ...file,
              sync: async () => {
                log.push(`sync ${short(path)}`);
                await file.sync();
              },
            };
          },
          async rename(from, to) {
            log.push(`rename ${short(from)} ${short(to)}`);
            await localDisk.rename(from, to);
          },
          async syncFolder(path) {
            log.push(`sync folder ${short(path)}`);
            await localDisk.syncFolder(path);
          },
        },
      });
      const start = log.indexOf('sync checkpoints/<tmp>/model.safetensors');
      expect(log.slice(start, start + 9)).to.deep.equal([
        'sync checkpoints/<tmp>/model.safetensors',
        'sync checkpoints/<tmp>/optimizer.safetensors',
        'sync checkpoints/<tmp>/state.json',
        'sync checkpoints/<tmp>/config.json',
        'sync checkpoints/<tmp>/tokenizer.json',
        'sync checkpoints/<tmp>/manifest.json',
        'sync folder checkpoints/<tmp>',
        'rename checkpoints/<tmp> checkpoints/step-00000001',
        'sync folder checkpoints',
      ]);
    }));

  it('keeps the last, the best and the newest others', () =>
    inTemporaryFolder(async (folder) => {
      const removed: string[] = [];
      for (let step = 10; step <= 70; step += 10) {
        removed.push(...(await save(folder, step, { best: step === 20, keep: 2 })).removed);
      }
      expect(await listCheckpointSteps(folder)).to.deep.equal([20, 50, 60, 70]);
      expect(removed).to.deep.equal(['step-00000010', 'step-00000030', 'step-00000040']);
      expect(await pointer(folder, 'last.json')).to.deep.equal({ step: 70, folder: 'step-00000070' });
      expect(await pointer(folder, 'best.json')).to.deep.equal({ step: 20, folder: 'step-00000020' });
    }));

  it('gives a former best checkpoint up when a better one comes', () =>
    inTemporaryFolder(async (folder) => {
      for (const step of [1, 2, 3]) await save(folder, step, { best: true, keep: 1 });
      expect(await listCheckpointSteps(folder)).to.deep.equal([2, 3]);
      await save(folder, 4, { best: false, keep: 1 });
      expect(await listCheckpointSteps(folder)).to.deep.equal([2, 3, 4]);
      expect(await pointer(folder, 'best.json')).to.deep.equal({ step: 3, folder: 'step-00000003' });
    }));

  it('replaces a checkpoint of the same step', () =>
    inTemporaryFolder(async (folder) => {
      await save(folder, 5);
      await save(folder, 5, { state: { second: true } });
      const { checkpoint } = await findResumable(folder);
      expect((await loadCheckpoint(checkpoint!.path)).state).to.deep.equal({ second: true });
      expect((await readdir(checkpoints(folder))).sort()).to.deep.equal(['last.json', 'step-00000005']);
    }));

  it('leaves checkpoints of later steps alone and does not take them for the best of the run', () =>
    inTemporaryFolder(async (folder) => {
      await save(folder, 10, { best: true });
      const later = await save(folder, 30, { best: true });
      await flipByte(join(later.path, 'model.safetensors'));
      await save(folder, 20);
      expect(await pointer(folder, 'best.json')).to.deep.equal({ step: 10, folder: 'step-00000010' });
      expect(await listCheckpointSteps(folder)).to.deep.equal([10, 20, 30]);
    }));

  it('clears what crashed saves left, and nothing else', () =>
    inTemporaryFolder(async (folder) => {
      await save(folder, 1);
      const root = checkpoints(folder);
      await mkdir(join(root, '.tmp-step-00000002-999'));
      await writeFile(join(root, '.tmp-last.json-999'), '{');
      await writeFile(join(root, 'notes.txt'), 'mine');
      await rename(join(root, 'step-00000001'), join(root, '.replaced-step-00000001'));
      await save(folder, 2);
      expect((await readdir(root)).sort()).to.deep.equal([
        'last.json',
        'notes.txt',
        'step-00000001',
        'step-00000002',
      ]);
    }));

  it('reports what the disk refused and removes the half-written folder', () =>
    inTemporaryFolder(async (folder) => {
      await save(folder, 1);
      const full = Object.assign(new RangeError('no space left on device'), { code: 'ENOSPC' });
      const work = save(folder, 2, {
        disk: {
          ...localDisk,
          async createFile(path) {
            if (path.endsWith('optimizer.safetensors')) throw full;
            return localDisk.createFile(path);
          },
        },
      });
      const error = await rejection(work);
      expect(error).to.include({ code: 'CML6103', cause: full });
      expect(error.message).to.equal('the checkpoint of step 2 could not be written');
      expect((await readdir(checkpoints(folder))).sort()).to.deep.equal(['last.json', 'step-00000001']);
    }));

  it('refuses a state that JSON would change', () =>
    inTemporaryFolder(async (folder) => {
      const error = await rejection(
        save(folder, 1, { state: { best: { value: Number.POSITIVE_INFINITY } } }),
      );
      expect(error).to.include({ code: 'CML6207' });
      expect(error.message).to.equal('`state.json` cannot be written as JSON: best.value is Infinity');
      expect(await listCheckpointSteps(folder)).to.deep.equal([]);
    }));

  it('refuses extra files that would leave the folder or replace its own files', () =>
    inTemporaryFolder(async (folder) => {
      for (const name of ['../evil.json', 'a/b', 'manifest.json', 'model.safetensors', '.hidden', '']) {
        const error = await rejection(save(folder, 1, { extraFiles: { [name]: 'x' } }));
        expect(error, name).to.include({ code: 'CML9002' });
      }
    }));
});

describe('findResumable', () => {
  it('finds nothing in a run without checkpoints', () =>
    inTemporaryFolder(async (folder) => {
      expect(await findResumable(folder)).to.deep.equal({ checkpoint: null, broken: [] });
    }));

  const damage: Record<string, [(path: string) => Promise<unknown>, string]> = {
    'a flipped bit': [
      (path) => flipByte(join(path, 'model.safetensors')),
      'model.safetensors: its SHA-256 is not',
    ],
    'a changed state': [(path) => flipByte(join(path, 'state.json')), 'state.json: its SHA-256 is not'],
    'a file cut short': [
      (path) => writeFile(join(path, 'optimizer.safetensors'), 'x'),
      'optimizer.safetensors: expected',
    ],
    'a missing file': [(path) => rm(join(path, 'tokenizer.json')), 'tokenizer.json is missing'],
    'a missing manifest': [(path) => rm(join(path, 'manifest.json')), 'it has no manifest.json'],
    'a manifest cut short': [
      (path) => writeFile(join(path, 'manifest.json'), '{"format"'),
      'manifest.json is not JSON',
    ],
    'a manifest that is not one': [
      (path) => writeFile(join(path, 'manifest.json'), 'null'),
      'expected an object',
    ],
    'a manifest of another format': [
      (path) => editManifest(path, { format: 2 }),
      'format: expected 1, received 2',
    ],
    'a manifest without a step': [(path) => editManifest(path, { step: -1 }), 'step: expected a count'],
    'a manifest without best': [(path) => editManifest(path, { best: 1 }), 'best: expected true or false'],
    'a manifest without files': [(path) => editManifest(path, { files: null }), 'files: expected an object'],
    'a manifest that reaches outside': [
      (path) => editManifest(path, { files: { '../x': { bytes: 1, sha256: 'a' } } }),
      '`../x` is not a plain file name',
    ],
    'a manifest without a hash': [
      (path) => editManifest(path, { files: { x: { bytes: 1, sha256: 'a' } } }),
      'files.x: expected bytes and sha256',
    ],
    'a manifest of another step': [
      (path) => editManifest(path, { step: 1 }),
      'its manifest is that of step 1',
    ],
    'a file in its place': [
      async (path) => {
        await rm(path, { recursive: true });
        await writeFile(path, 'x');
      },
      'manifest.json',
    ],
  };
  for (const [what, [harm, message]] of Object.entries(damage)) {
    it(`passes over ${what}, says so, and takes the one before`, () =>
      inTemporaryFolder(async (folder) => {
        await save(folder, 1);
        const newest = await save(folder, 2);
        await harm(newest.path);
        const { checkpoint, broken } = await findResumable(folder);
        expect(checkpoint).to.include({ step: 1, name: 'step-00000001' });
        expect(broken.length).to.equal(1);
        expect(broken[0]).to.include({ code: 'CML6102' });
        expect(broken[0]!.message).to.contain('checkpoint `step-00000002`').and.contain(message);
      }));
  }

  it('orders by step, beyond eight digits too', () =>
    inTemporaryFolder(async (folder) => {
      await save(folder, 99_999_999, { keep: 9 });
      await save(folder, 100_000_000, { keep: 9 });
      expect((await findResumable(folder)).checkpoint?.step).to.equal(100_000_000);
    }));

  it('changes nothing, so that it can look at a run in training', () =>
    inTemporaryFolder(async (folder) => {
      await save(folder, 1);
      await mkdir(join(checkpoints(folder), '.tmp-step-00000002-1'));
      await findResumable(folder);
      expect(await readdir(checkpoints(folder))).to.include('.tmp-step-00000002-1');
    }));
});

async function editManifest(path: string, changes: object): Promise<void> {
  const file = join(path, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...manifest, ...changes }));
}

describe('findCheckpoint', () => {
  it('finds the last, the best and a given one', () =>
    inTemporaryFolder(async (folder) => {
      for (const step of [1, 2, 3]) await save(folder, step, { best: step === 2 });
      expect((await findCheckpoint(folder, 'last')).step).to.equal(3);
      expect((await findCheckpoint(folder, 'best')).step).to.equal(2);
      expect((await findCheckpoint(folder, 1)).step).to.equal(1);
    }));

  it('tells which one is missing', () =>
    inTemporaryFolder(async (folder) => {
      for (const [wanted, words] of [
        ['last', 'last'],
        ['best', 'best'],
        [4, 'step 4'],
      ] as const) {
        const error = await rejection(findCheckpoint(join(folder, 'run-1'), wanted));
        expect(error).to.include({ code: 'CML6104' });
        expect(error.message).to.equal(`run \`run-1\` has no usable checkpoint (${words})`);
      }
    }));

  it('does not quietly take another one for a damaged best', () =>
    inTemporaryFolder(async (folder) => {
      await save(folder, 1, { best: true });
      const best = await save(folder, 2, { best: true });
      await flipByte(join(best.path, 'model.safetensors'));
      expect(await rejection(findCheckpoint(folder, 'best'))).to.include({ code: 'CML6102' });
      expect((await findCheckpoint(folder, 'last')).broken.length).to.equal(1);
    }));
});

describe('loadCheckpoint', () => {
  it('refuses a damaged folder', () =>
    inTemporaryFolder(async (folder) => {
      const { path } = await save(folder, 1);
      await flipByte(join(path, 'optimizer.safetensors'));
      expect(await rejection(loadCheckpoint(path))).to.include({ code: 'CML6102' });
    }));

  it('refuses a manifest that lists no model', () =>
    inTemporaryFolder(async (folder) => {
      const { path } = await save(folder, 1);
      await editManifest(path, { files: {} });
      expect((await rejection(loadCheckpoint(path))).message).to.contain('does not list model.safetensors');
    }));
});

describe('writeModelFolder', () => {
  const tensors = { w: { shape: [1], dtype: 'float32' as const, data: Float32Array.of(3) } };

  it('writes the three files of a model folder and leaves other files alone', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'model');
      await mkdir(path);
      await writeFile(join(path, 'README.md'), 'mine');
      await writeModelFolder({ folder: path, tensors, configJson: { a: 1 }, tokenizerJson: { b: 2 } });
      await writeModelFolder({ folder: path, tensors, configJson: { a: 2 }, tokenizerJson: { b: 2 } });
      expect((await readdir(path)).sort()).to.deep.equal([
        'README.md',
        'config.json',
        'model.safetensors',
        'tokenizer.json',
      ]);
      expect(await readModelFolder(path)).to.deep.equal({
        tensors,
        configJson: { a: 2 },
        tokenizerJson: { b: 2 },
      });
      expect((await readSafetensors(join(path, 'model.safetensors'))).metadata).to.deep.equal({
        format: 'pt',
      });
    }));

  it('writes files beside them, under names of their own', () =>
    inTemporaryFolder(async (folder) => {
      const model = { folder: join(folder, 'm'), tensors, configJson: {}, tokenizerJson: {} };
      await writeModelFolder({ ...model, extraFiles: { 'chat_template.jinja': '{{ 1 }}' } });
      expect(await readFile(join(folder, 'm', 'chat_template.jinja'), 'utf8')).to.equal('{{ 1 }}');
      for (const name of ['../up', 'config.json']) {
        const work = writeModelFolder({ ...model, extraFiles: { [name]: '' } });
        expect(await rejection(work)).to.include({ code: 'CML9002' });
      }
    }));

  it('reads a checkpoint folder as a model folder', () =>
    inTemporaryFolder(async (folder) => {
      const { path } = await save(folder, 3);
      const model = await readModelFolder(path);
      expect(model.configJson).to.deep.equal({ model_type: 'test' });
      expect(model.tokenizerJson).to.deep.equal({});
      expect([...model.tensors['bias']!.data]).to.deep.equal([3, -3]);
    }));

  it('says which file is missing or wrong', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'm');
      expect((await rejection(readModelFolder(path))).message).to.equal(
        'model folder `m` cannot be used: `config.json`: it is missing',
      );
      await writeModelFolder({ folder: path, tensors, configJson: {}, tokenizerJson: {} });
      await writeFile(join(path, 'tokenizer.json'), '[]');
      expect(await rejection(readModelFolder(path))).to.include({ code: 'CML6106' });
      await writeFile(join(path, 'tokenizer.json'), '{');
      expect((await rejection(readModelFolder(path))).message).to.contain('`tokenizer.json`');
      await stat(path);
    }));
});
