// Google's SentencePiece does with its models what ours does.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  answerOf,
  LARGE_CASES,
  modelPath,
  openModel,
  readCorpus,
  SENTENCEPIECE_CASES,
  SENTENCEPIECE_TEXTS,
  type SentencePieceAnswer,
  type SentencePieceCase,
} from './cases/sentencepiece-cases.js';
import { expectGolden } from './golden.js';
import { askPeer, installPeers } from './peer.js';

type PeerAnswer = SentencePieceAnswer & { readonly model: string };

/** @param model base64 of each; without it the peer trains them */
function ask(cases: readonly SentencePieceCase[], model: (name: string) => string | null): PeerAnswer[] {
  return askPeer('sentencepiece_training', {
    corpus: readCorpus(),
    texts: SENTENCEPIECE_TEXTS,
    cases: cases.map(({ name, options }) => ({ options, model: model(name) })),
  });
}

describe('SentencePiece', function () {
  this.timeout(30 * 60_000);
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-sentencepiece-'));
  const answers = new Map<string, SentencePieceAnswer>();
  before(() => {
    installPeers();
    const trainsAnew = process.env['CODEX_ML_UPDATE_GOLDEN'] === '1';
    const all = ask(SENTENCEPIECE_CASES, (name) =>
      trainsAnew ? null : readFileSync(modelPath(name)).toString('base64'),
    );
    SENTENCEPIECE_CASES.forEach(({ name }, i) => {
      const { model, ...answer } = all[i]!;
      if (trainsAnew) writeFileSync(modelPath(name), Buffer.from(model, 'base64'));
      answers.set(name, answer);
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const { name } of SENTENCEPIECE_CASES) {
    it(`gives the ids and texts of ${name}`, async () => {
      const answer = answers.get(name)!;
      expect(answerOf(await openModel(modelPath(name)), answer.idLists)).to.deep.equal(answer);
    });
  }

  it('answers as it did when the golden file was written', () => {
    expectGolden('sentencepiece', Object.fromEntries(answers));
  });

  it('trains models that answer as the committed ones', () => {
    const trained = ask(SENTENCEPIECE_CASES, () => null);
    for (const [i, { name }] of SENTENCEPIECE_CASES.entries()) {
      const { model, ...answer } = trained[i]!;
      expect(answer, name).to.deep.equal(answers.get(name));
    }
  });

  it('maps characters with its whole maps as ours does', async () => {
    const all = ask(LARGE_CASES, () => null);
    for (const [i, { name }] of LARGE_CASES.entries()) {
      const { model, ...answer } = all[i]!;
      const path = join(folder, `${name}.model`);
      writeFileSync(path, Buffer.from(model, 'base64'));
      expect(answerOf(await openModel(path), answer.idLists), name).to.deep.equal(answer);
    }
  });
});
