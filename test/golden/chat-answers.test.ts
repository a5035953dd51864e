// Our renderings against those that transformers gave for the same templates and conversations, without Python installed.
import { CodexError, type Tokenizer } from '@codex-ml/plugin-api';
import { createRenderer } from '@codex-ml/runtime';
import { expect } from 'chai';
import { CHAT_CASES, type ChatAnswer, ROLES, type Vocabulary } from '../interop/cases/chat-cases.js';
import { readGolden } from '../interop/golden.js';

/** What a renderer asks of a tokenizer: the names of special tokens. */
function namesOf(vocabulary: Vocabulary): Tokenizer {
  const roles = Object.entries(ROLES[vocabulary]);
  const no = () => expect.fail('nothing is encoded here');
  return {
    vocabularySize: roles.length,
    specials: Object.fromEntries(roles.map(([role], id) => [role, id])),
    idToToken: (id) => roles[id]?.[1],
    encode: no,
    encodeBatch: no,
    decode: no,
    tokenToId: no,
    tokenBytes: no,
    save: no,
  };
}

describe("committed answers of transformers' apply_chat_template", () => {
  const golden = readGolden<Record<string, ChatAnswer>>('chat');

  it('cover every case', () => {
    expect(Object.keys(golden)).to.deep.equal(CHAT_CASES.map(({ name }) => name));
  });

  for (const { name, vocabulary, template, conversation, prompt } of CHAT_CASES) {
    it(`are the rendering of ${name}`, () => {
      const renderer = createRenderer(template, namesOf(vocabulary));
      const { text, error } = golden[name]!;
      if (error === undefined) {
        expect(renderer.text(conversation, prompt)).to.equal(text);
        expect(renderer.render(conversation, prompt).text).to.equal(text);
      } else {
        expect(() => renderer.text(conversation, prompt))
          .to.throw(CodexError, error)
          .with.property('code', 'CML4351');
      }
    });
  }
});
