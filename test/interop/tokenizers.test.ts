// Hugging Face tokenizers loads our tokenizer.json and does what ours does.
import type { Tokenizer } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { expectSameTokens } from './cases/compare-answers.js';
import {
  answerOf,
  idListsFor,
  TEXTS,
  TOKENIZER_CASES,
  type TokenizerAnswer,
  trainCase,
} from './cases/tokenizer-cases.js';
import { expectGolden } from './golden.js';
import { askPeer, installPeers } from './peer.js';

interface Question {
  readonly tokenizer: Tokenizer;
  readonly texts: readonly string[];
}

function ask(questions: readonly Question[]): readonly TokenizerAnswer[] {
  const cases = questions.map(({ tokenizer, texts }) => ({
    json: JSON.stringify(tokenizer.save()),
    texts,
    idLists: idListsFor(tokenizer),
  }));
  return askPeer('hf_tokenizers', { cases });
}

describe('Hugging Face tokenizers', function () {
  this.timeout(30 * 60_000);
  const answers = new Map<string, TokenizerAnswer>();
  before(async () => {
    installPeers();
    const tokenizers = await Promise.all(TOKENIZER_CASES.map(trainCase));
    const all = ask(tokenizers.map((tokenizer) => ({ tokenizer, texts: TEXTS })));
    TOKENIZER_CASES.forEach(({ name }, i) => {
      answers.set(name, all[i]!);
    });
  });

  for (const each of TOKENIZER_CASES) {
    it(`gives the ids, offsets and texts of ${each.name}`, async () => {
      expectSameTokens(answerOf(await trainCase(each)), answers.get(each.name)!);
    });
  }

  it('answers as it did when the golden file was written', () => {
    expectGolden('tokenizers', Object.fromEntries(answers));
  });

  it('differs in that it drops <unk> with the specials, where ours shows that text was lost', async () => {
    const tokenizer = await trainCase(TOKENIZER_CASES.find(({ name }) => name === 'char')!);
    const text = 'aЖb';
    const [answer] = ask([{ tokenizer, texts: [text] }]);
    expect(answer!.texts[0]).to.have.property('stripped', 'ab');
    const { ids } = tokenizer.encode(text);
    expect(tokenizer.decode(ids, { skipSpecials: true })).to.equal('a<unk>b');
  });

  it('differs in that a word which is a special in lower case becomes that special', async () => {
    const tokenizer = await trainCase(
      TOKENIZER_CASES.find(({ name }) => name === 'whitespace in lower case')!,
    );
    const [answer] = ask([{ tokenizer, texts: ['<EOS>'] }]);
    expect(answer!.texts[0]).to.have.deep.property('ids', [tokenizer.specials.eos]);
    expect([...tokenizer.encode('<EOS>', { parseSpecials: true }).ids]).to.deep.equal([
      tokenizer.specials.unk,
    ]);
  });
});
