// transformers loads our model folders and computes the same logits, loss and gradients: norms, GELU, RoPE, masks and all.
import { join } from 'node:path';
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import { writeModelFolder } from '@codex-ml/runtime/checkpoint';
import { createTestEngine, type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { expectSameModel } from './cases/compare-answers.js';
import {
  answerOf,
  buildCase,
  IDS,
  MODEL_CASES,
  type ModelAnswer,
  TARGETS,
  tensorsOf,
} from './cases/model-cases.js';
import { expectGolden } from './golden.js';
import { askPeer, installPeers } from './peer.js';

describe('transformers', function () {
  this.timeout(30 * 60_000);
  const engine = createTestEngine(tfjs, { device: 'wasm' });
  const ours = new Map<string, ModelAnswer>();
  const peers = new Map<string, ModelAnswer>();
  let root: TemporaryFolder;

  before(async () => {
    installPeers();
    root = await temporaryFolder();
    const folders: string[] = [];
    for (const [name, each] of Object.entries(MODEL_CASES)) {
      const folder = join(root.path, `model-${folders.length}`);
      const model = await buildCase(await engine.get(), each);
      await writeModelFolder({
        folder,
        tensors: tensorsOf(await engine.get(), model),
        configJson: model.exportConfig(),
        tokenizerJson: {},
      });
      ours.set(name, await answerOf(await engine.get(), model));
      folders.push(folder);
    }
    const answers = askPeer<readonly ModelAnswer[]>('hf_models', { folders, ids: IDS, targets: TARGETS });
    [...ours.keys()].forEach((name, i) => {
      peers.set(name, answers[i]!);
    });
  });
  after(async () => {
    await engine.close();
    await root.remove();
  });

  for (const name of Object.keys(MODEL_CASES)) {
    it(`computes what ours does: ${name}`, () => {
      expectSameModel(ours.get(name)!, peers.get(name)!);
    });
  }

  it('answers as it did when the golden file was written', () => {
    expectGolden('models', Object.fromEntries(peers));
  });
});
