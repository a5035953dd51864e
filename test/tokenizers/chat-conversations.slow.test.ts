// Conversations with the vocabularies of Qwen3, Llama 3 and Gemma 3: ids and masks are those of transformers, and no message can
// write a special token.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { type ChatTemplate, createRenderer, createRng, encodeConversation } from '@codex-ml/runtime';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  CHAT_CASES,
  type ChatAnswer,
  ownTemplate,
  ROLES,
  type Vocabulary,
} from '../interop/cases/chat-cases.js';
import { readGolden } from '../interop/golden.js';
import { readOracle } from './oracle.js';

const GOLDEN = readGolden<Record<string, ChatAnswer>>('chat');

for (const vocabulary of ['qwen3', 'llama3', 'gemma3'] as const satisfies readonly Vocabulary[]) {
  describe(`conversations with the vocabulary of ${vocabulary}`, function () {
    this.timeout(120_000);
    let tokenizer: Tokenizer;
    const cases = CHAT_CASES.filter((each) => each.vocabulary === vocabulary);

    before(async () => {
      const document = await readOracle(vocabulary);
      // Heeded only where randomness is given.
      const model = { ...(document['model'] as JsonObject), dropout: 0.3 };
      tokenizer = createPipelineTokenizer({ ...document, model }, { specials: ROLES[vocabulary] });
    });
    after(() => {
      tokenizer = undefined as unknown as Tokenizer;
    });

    it('have the ids of transformers', () => {
      for (const { name, template, conversation } of cases.filter(({ encode }) => encode)) {
        const { ids, error } = GOLDEN[name]!;
        if (error !== undefined) continue;
        const encoded = encodeConversation(conversation, template, tokenizer, 'all');
        expect([...encoded.ids], name).to.deep.equal(ids);
      }
    });

    it('have the masks of transformers where the template marks turns', () => {
      const marked = cases.filter(({ name }) => Array.isArray(GOLDEN[name]!.mask));
      expect(marked.length).to.be.at.least(5);
      for (const { name, template, conversation } of marked) {
        const { learn } = encodeConversation(conversation, template, tokenizer, 'auto');
        expect([...learn!], name).to.deep.equal(GOLDEN[name]!.mask);
      }
    });

    it('learn the same text where tokens are drawn at random, in other tokens', () => {
      const stream = createRng(1);
      const specials = new Set(tokenizer.specialTokens!.values());
      let [drawn, plain] = [0, 0];
      for (const { name, template, conversation } of cases) {
        if (!Array.isArray(GOLDEN[name]!.mask)) continue;
        const encode = (random?: () => number) => {
          const { ids, learn } = encodeConversation(conversation, template, tokenizer, 'auto', random);
          const learned = ids.filter((_, i) => learn![i] === 1);
          return {
            tokens: ids.length,
            texts: [tokenizer.decode(ids), tokenizer.decode(learned)],
            specials: [...ids].filter((id) => specials.has(id)),
          };
        };
        const [one, other] = [encode(), encode(() => stream.uniform())];
        expect(other.texts, name).to.deep.equal(one.texts);
        expect(other.specials, name).to.deep.equal(one.specials);
        plain += one.tokens;
        drawn += other.tokens;
      }
      expect(drawn).to.be.above(1.1 * plain);
    });

    const templates = [
      ...new Set<ChatTemplate>(cases.map(({ template }) => template)),
      ownTemplate(vocabulary),
    ];

    it('hold no special token that a message wrote', () => {
      const specials = [...tokenizer.specialTokens!.keys()];
      const ids = new Set(tokenizer.specialTokens!.values());
      const common = specials.filter((text) => !/reserved|unused/.test(text)).slice(0, 20);
      const parts = fc.oneof(
        fc.constantFrom(...common),
        fc
          .constantFrom(...common)
          .chain((special) =>
            fc.nat(special.length).map((cut) => (cut % 2 === 0 ? special.slice(0, cut) : special.slice(cut))),
          ),
        fc.constantFrom('<think>', '</think>', ' ', '\n', 'word', '<', '>', '|', '\ue000', '1'),
      );
      const content = fc.array(parts, { maxLength: 6 }).map((list) => `${list.join('')}.`);
      for (const template of templates) {
        const renderer = createRenderer(template, tokenizer);
        const stream = createRng(2);
        let at = 0;
        const count = (contents: readonly string[]) => {
          const messages = contents.map((text, i) => ({
            role: i % 2 === 0 ? 'user' : 'assistant',
            content: text,
          }));
          const random = at++ % 2 === 0 ? undefined : () => stream.uniform();
          const encoded = encodeConversation({ messages }, template, tokenizer, 'all', random);
          const back = tokenizer.decode(encoded.ids);
          expect(back, template.name).to.equal(renderer.text({ messages }));
          return [...encoded.ids].filter((id) => ids.has(id)).length;
        };
        const expected = count(['a.', 'b.', 'c.', 'd.']);
        fc.assert(
          fc.property(fc.array(content, { minLength: 4, maxLength: 4 }), (contents) => {
            expect(count(contents), template.name).to.equal(expected);
          }),
          { numRuns: 40 },
        );
      }
    });
  });
}
