// A conversation as templates see it: messages and tools in the OpenAI shape, and the names of special tokens.
import type { ChatMessage, JsonObject, Tokenizer } from '@codex-ml/plugin-api';

export interface Conversation {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly JsonObject[] | undefined;
}

export interface ConversationVariables {
  readonly messages: readonly JsonObject[];
  readonly tools: readonly JsonObject[] | null;
}

export function conversationVariables({ messages, tools }: Conversation): ConversationVariables {
  return {
    messages: messages.map(({ role, content, name, toolCalls, toolCallId }) => ({
      role,
      content,
      ...(name === undefined ? {} : { name }),
      ...(toolCalls === undefined ? {} : { tool_calls: toolCalls }),
      ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
    })),
    tools: tools ?? null,
  };
}

/** `bos_token` and so on, as far as the tokenizer has them. */
export function tokenVariables(tokenizer: Tokenizer): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tokenizer.specials).flatMap(([role, id]) => {
      const text = id === undefined ? undefined : tokenizer.idToToken(id);
      return text === undefined ? [] : [[`${role}_token`, text]];
    }),
  );
}

/** Every special token by its text. */
export function specialTokens(tokenizer: Tokenizer): ReadonlyMap<string, number> {
  if (tokenizer.specialTokens !== undefined) return tokenizer.specialTokens;
  return new Map(
    Object.values(tokenizer.specials).flatMap((id): [string, number][] => {
      const text = tokenizer.idToToken(id);
      return text === undefined ? [] : [[text, id]];
    }),
  );
}

/** A conversation with every text in it changed: contents, roles, names, and what calls and tools hold. */
export function mapConversation(
  { messages, tools }: Conversation,
  change: (text: string) => string,
): Conversation {
  return {
    messages: messages.map((message) => ({
      ...message,
      role: change(message.role),
      content: change(message.content),
      name: message.name === undefined ? undefined : change(message.name),
      toolCalls: mapTexts(message.toolCalls, change),
      toolCallId: message.toolCallId === undefined ? undefined : change(message.toolCallId),
    })),
    tools: mapTexts(tools, change),
  };
}

/** Every text in a JSON value changed, keys included. */
export function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [change(key), mapTexts<unknown>(item, change)]),
  ) as T;
}
