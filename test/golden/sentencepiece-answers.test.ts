// Ours against the answers that Google's SentencePiece gave to the same models, without it being installed.
import { expect } from 'chai';
import {
  answerOf,
  modelPath,
  openModel,
  SENTENCEPIECE_CASES,
  type SentencePieceAnswer,
  saveAndLoad,
} from '../interop/cases/sentencepiece-cases.js';
import { readGolden } from '../interop/golden.js';

describe('committed answers of SentencePiece', () => {
  const golden = readGolden<Record<string, SentencePieceAnswer>>('sentencepiece');

  it('cover every model', () => {
    expect(Object.keys(golden)).to.deep.equal(SENTENCEPIECE_CASES.map(({ name }) => name));
  });

  for (const { name } of SENTENCEPIECE_CASES) {
    it(`are those of ${name}`, async () => {
      const answer = golden[name]!;
      const ours = answerOf(await openModel(modelPath(name)), answer.idLists);
      for (const [i, { ids, decoded }] of answer.texts.entries()) {
        expect(ours.texts[i], `text ${i}`).to.deep.equal({ ids, decoded });
      }
      expect(ours).to.deep.equal(answer);
    });
  }

  for (const { name } of SENTENCEPIECE_CASES) {
    it(`are those of ${name} when it was saved and loaded`, async () => {
      const loaded = await saveAndLoad(await openModel(modelPath(name)));
      const answer = golden[name]!;
      expect(answerOf(loaded, answer.idLists)).to.deep.equal(answer);
    });

    it(`are those of ${name} token by token`, async () => {
      const tokenizer = await openModel(modelPath(name));
      const answer = golden[name]!;
      for (const { ids, decoded } of [...answer.texts, ...answer.idLists]) {
        const stream = tokenizer.decodeStream!({ skipSpecials: true });
        expect(ids.map((id) => stream.push(id)).join('') + stream.end()).to.equal(decoded);
      }
    });
  }

  it('come as soon as the map of decoded text leaves no other choice', async () => {
    const tokenizer = await openModel(modelPath('char-symbols'));
    const stream = tokenizer.decodeStream!({ skipSpecials: true });
    const { ids } = tokenizer.encode('the tabarab');
    const pushed = Array.from(ids, (id) => stream.push(id));
    // `he ` is mapped as a whole, `ab` and `aba` to other texts.
    const expected = ['', 't', '', '', 'HE_', 't', 'Y', 'r', '', ''];
    expect(pushed).to.deep.equal(expected);
    expect(stream.end()).to.equal('X');
  });
});
