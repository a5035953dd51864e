// Ours against the answers that Hugging Face tokenizers, torch.optim and transformers gave, without any of them installed.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import { createTestEngine } from '@codex-ml/testkit';
import { expect } from 'chai';
import { expectSameModel, expectSamePath, expectSameTokens } from '../interop/cases/compare-answers.js';
import {
  answerOf as answerOfModel,
  buildCase,
  MODEL_CASES,
  type ModelAnswer,
} from '../interop/cases/model-cases.js';
import { descendOurs, OPTIMIZER_CASES, type Path } from '../interop/cases/optimizer-cases.js';
import {
  answerOf as answerOfTokenizer,
  TOKENIZER_CASES,
  type TokenizerAnswer,
  trainCase,
} from '../interop/cases/tokenizer-cases.js';
import { readGolden } from '../interop/golden.js';

describe('committed answers of Hugging Face tokenizers', () => {
  const golden = readGolden<Record<string, TokenizerAnswer>>('tokenizers');

  it('cover every case', () => {
    expect(Object.keys(golden)).to.deep.equal(TOKENIZER_CASES.map(({ name }) => name));
  });

  for (const each of TOKENIZER_CASES) {
    it(`are those of ${each.name}`, async () => {
      expectSameTokens(answerOfTokenizer(await trainCase(each)), golden[each.name]!);
    });
  }
});

for (const device of ['cpu', 'wasm']) {
  describe(`on ${device}, committed answers of PyTorch`, () => {
    const engine = createTestEngine(tfjs, { device });
    after(() => engine.close());

    const paths = readGolden<Record<string, Path>>('optimizers');
    for (const [name, each] of Object.entries(OPTIMIZER_CASES)) {
      it(`are the way of ${name}`, async () => {
        expectSamePath(await descendOurs(await engine.get(), each), paths[name]!);
      });
    }

    const models = readGolden<Record<string, ModelAnswer>>('models');
    for (const [name, each] of Object.entries(MODEL_CASES)) {
      it(`are the logits, loss and gradients of ${name}`, async () => {
        const model = await buildCase(await engine.get(), each);
        expectSameModel(await answerOfModel(await engine.get(), model), models[name]!);
      });
    }
  });
}
