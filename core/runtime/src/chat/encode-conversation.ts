// A conversation to ids and the mask of what it learns.
import type { Tokenizer } from '@codex-ml/plugin-api';
import type { ChatTemplate } from './chat-template.js';
import { type Conversation, specialTokens } from './conversation.js';
import { encodeRendering } from './encode-rendering.js';
import { learnedRanges } from './learned-ranges.js';
import { learnedTokens } from './learned-tokens.js';
import { type ConversationRenderer, createRenderer } from './render-conversation.js';

export interface EncodedConversation {
  readonly ids: Int32Array;
  /** One per id: 1 where the token carries loss. Absent: all do. */
  readonly learn?: Uint8Array | undefined;
}

const renderers = new WeakMap<Tokenizer, WeakMap<ChatTemplate, ConversationRenderer>>();

/** The renderer of a template for a tokenizer, made once. */
export function rendererOf(template: ChatTemplate, tokenizer: Tokenizer): ConversationRenderer {
  const known = renderers.get(tokenizer) ?? new WeakMap<ChatTemplate, ConversationRenderer>();
  renderers.set(tokenizer, known);
  const renderer = known.get(template) ?? createRenderer(template, tokenizer);
  known.set(template, renderer);
  return renderer;
}

/**
 * Render and encode a conversation. A token that reaches over an end of a learned part is learned.
 * @param loss `all` learns every token
 * @param random for tokenizers that encode at random in training
 * @throws CML4350 to CML4357 and CML4362, as rendering and masks do
 */
export function encodeConversation(
  conversation: Conversation,
  template: ChatTemplate,
  tokenizer: Tokenizer,
  loss: 'auto' | 'all',
  random?: () => number,
): EncodedConversation {
  const renderer = rendererOf(template, tokenizer);
  const rendering = renderer.render(conversation);
  const encoded = encodeRendering(rendering, tokenizer, random);
  if (loss === 'all') return { ids: encoded.ids };
  const specials = [...specialTokens(tokenizer).keys()];
  return {
    ids: encoded.ids,
    learn: learnedTokens(encoded, learnedRanges(conversation, rendering, renderer, specials)),
  };
}

/** Ids that ask the assistant for its next turn. */
export function encodePromptOf(
  conversation: Conversation,
  template: ChatTemplate,
  tokenizer: Tokenizer,
): Int32Array {
  return encodeRendering(rendererOf(template, tokenizer).render(conversation, true), tokenizer).ids;
}
