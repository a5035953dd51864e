// transformers renders conversations as ours do; its masks of the assistant's tokens are ours.
import { join } from 'node:path';
import { CHAT_CASES, type ChatAnswer, modelsFolder, openAiMessages, ROLES } from './cases/chat-cases.js';
import { expectGolden } from './golden.js';
import { askPeer, installPeers } from './peer.js';

describe("transformers' apply_chat_template", function () {
  this.timeout(30 * 60_000);
  before(() => installPeers());

  it('answers as it did when the golden file was written', () => {
    const answers = askPeer<readonly ChatAnswer[]>('hf_chat', {
      cases: CHAT_CASES.map(({ vocabulary, template, conversation, prompt, encode }) => ({
        vocabulary: join(modelsFolder(vocabulary), 'tokenizer.json'),
        tokens: Object.fromEntries(
          Object.entries(ROLES[vocabulary]).map(([role, token]) => [`${role}_token`, token]),
        ),
        template: template.source,
        messages: openAiMessages(conversation),
        tools: conversation.tools ?? null,
        prompt,
        encode,
      })),
    });
    expectGolden('chat', Object.fromEntries(CHAT_CASES.map(({ name }, i) => [name, answers[i]])));
  });
});
