import { cpSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findResumable, loadCheckpoint, type SaveCheckpoint } from '@codex-ml/runtime/checkpoint';
import { expect } from 'chai';
import { rejection } from '../data/fake-dataset.js';
import { type Crash, dyingDisk } from './dying-disk.js';
import { inTemporaryFolder, save } from './sample-checkpoint.js';

interface Scene {
  /** Saves that succeed before. */
  readonly before: (folder: string) => Promise<unknown>;
  /** The save that is interrupted. */
  readonly step: number;
  readonly changes: Partial<SaveCheckpoint>;
  /** Markers of the states that may be found afterwards. */
  readonly allowed: readonly string[];
}

/** Which save a checkpoint came from, kept in its state. */
const marked = (mark: string): Partial<SaveCheckpoint> => ({ state: { mark }, extraFiles: {} });

const SCENES: Record<string, Scene> = {
  'the first checkpoint': {
    before: async () => undefined,
    step: 1,
    changes: marked('new'),
    allowed: ['none', 'new'],
  },
  'a checkpoint after others, with retention': {
    before: async (folder) => {
      for (const step of [1, 2, 3])
        await save(folder, step, { ...marked(`old ${step}`), best: step === 2, keep: 1 });
    },
    step: 4,
    changes: { ...marked('new'), best: true, keep: 1 },
    allowed: ['old 3', 'new'],
  },
  'a checkpoint in place of the only one': {
    before: (folder) => save(folder, 1, marked('old')),
    step: 1,
    changes: marked('new'),
    allowed: ['old', 'new'],
  },
};

async function findMark(folder: string): Promise<string> {
  const { checkpoint, broken } = await findResumable(folder);
  expect(broken, 'a crash must leave nothing that looks like a checkpoint and is none').to.deep.equal([]);
  if (checkpoint === null) return 'none';
  const { state, model, optimizer } = await loadCheckpoint(checkpoint.path);
  expect(model['weight']!.data[0]).to.equal(checkpoint.step);
  expect(optimizer['count']!.data[0]).to.equal(checkpoint.step);
  return state['mark'] as string;
}

describe('saveCheckpoint, when it is interrupted', function () {
  this.timeout(30_000);
  for (const [what, scene] of Object.entries(SCENES)) {
    for (const crash of ['process', 'power', 'power-names'] as const satisfies Crash[]) {
      it(`leaves the old or the new state of ${what} (${crash}), at every operation`, () =>
        inTemporaryFolder(async (base) => {
          const original = join(base, 'original');
          const complete = dyingDisk(Number.POSITIVE_INFINITY, crash);
          await complete.makeFolder(original);
          await scene.before(original);
          const counted = await interruptible(base, original, 'counted');
          const counting = dyingDisk(Number.POSITIVE_INFINITY, crash);
          await save(counted, scene.step, { ...scene.changes, disk: counting });
          expect(counting.operations).to.be.greaterThan(20);

          const wanted = (await readdir(join(counted, 'checkpoints'))).sort();
          const seen = new Set<string>();
          for (let dieAt = 1; dieAt <= counting.operations; dieAt++) {
            const folder = await interruptible(base, original, `at-${dieAt}`);
            const disk = dyingDisk(dieAt, crash);
            await rejection(save(folder, scene.step, { ...scene.changes, disk }));
            expect(disk.dead, `operation ${dieAt} is reached`).to.equal(true);
            await disk.restart();
            const mark = await findMark(folder);
            expect(scene.allowed, `at operation ${dieAt}`).to.include(mark);
            seen.add(mark);

            // The run goes on: the same save succeeds and leaves no rubbish behind.
            if (crash === 'power') continue;
            await save(folder, scene.step, scene.changes);
            expect(await findMark(folder)).to.equal('new');
            const names = await readdir(join(folder, 'checkpoints'));
            expect(names.sort()).to.deep.equal(wanted);
          }
          expect([...seen].sort()).to.deep.equal([...scene.allowed].sort());
        }));
    }
  }
});

async function interruptible(base: string, original: string, name: string): Promise<string> {
  const folder = join(base, name);
  cpSync(original, folder, { recursive: true });
  return folder;
}
