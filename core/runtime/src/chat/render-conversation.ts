// A conversation rendered: its text, what of it the template wrote, and what its `generation` blocks mark.
import { CodexError, codexError, type Tokenizer } from '@codex-ml/plugin-api';
import type { ChatTemplate } from './chat-template.js';
import {
  type Conversation,
  conversationVariables,
  mapConversation,
  specialTokens,
  tokenVariables,
} from './conversation.js';
import {
  type ParsedTemplate,
  parseTemplate,
  TURN_END,
  TURN_START,
  templateLocation,
} from './parse-template.js';
import { renderTemplate } from './render-template.js';
import { edgeCharacters, harmlessLiterals, replacer, restore, unusedCharacters } from './stand-ins.js';

/** A part of a text, in UTF-16 units. */
export type TextRange = readonly [start: number, end: number];

export interface Rendering {
  readonly text: string;
  /** Places of characters that begin or end special tokens and that a message wrote, ascending. */
  readonly foreign: readonly number[];
  /** Parts inside `generation` blocks, in order; null where the template has none. */
  readonly generated: readonly TextRange[] | null;
}

/** Renders conversations with one template for one tokenizer. */
export interface ConversationRenderer {
  readonly template: ChatTemplate;
  /** The text alone. */
  text(conversation: Conversation, addGenerationPrompt?: boolean): string;
  /** @throws CML4357 where what messages wrote cannot be told from what the template wrote */
  render(conversation: Conversation, addGenerationPrompt?: boolean): Rendering;
}

/** @throws CML4350 and CML4353 for a template that cannot be used; rendering throws CML4351, CML4352, CML4353 and CML4362 */
export function createRenderer(template: ChatTemplate, tokenizer: Tokenizer): ConversationRenderer {
  const parsed = parseTemplate(template);
  const tokens = tokenVariables(tokenizer);
  const specials = [...specialTokens(tokenizer).keys()];
  const edges = edgeCharacters(specials);
  const kept = harmlessLiterals(parsed.literals, edges, specials);
  const run = (conversation: Conversation, prompt: boolean, marks: readonly [string, string]) =>
    renderTemplate(
      parsed,
      {
        ...tokens,
        ...conversationVariables(conversation),
        documents: null,
        add_generation_prompt: prompt,
        [TURN_START]: marks[0],
        [TURN_END]: marks[1],
      },
      conversation.messages.length,
    );
  const text = (conversation: Conversation, prompt = false) => {
    try {
      return run(conversation, prompt, ['', '']);
    } catch (error) {
      throw atMessage(error, parsed, conversation, (part) => run(part, prompt, ['', '']));
    }
  };
  return {
    template,
    text,
    render(conversation, prompt = false) {
      const plain = text(conversation, prompt);
      let holdsEdges = false;
      mapConversation(conversation, (part) => {
        holdsEdges ||= Array.from(part).some((character) => edges.has(character));
        return part;
      });
      if (!holdsEdges && !parsed.marksTurns) return { text: plain, foreign: [], generated: null };
      const [start, end, ...free] = unusedCharacters(2 + edges.size, [conversation, parsed.source]);
      const standIns = new Map([...edges].map((edge, i) => [edge, free[i]!]));
      const replace = replacer(standIns, kept);
      const marks = [start!, end!] as const;
      const rendered = run(mapConversation(conversation, replace), prompt, marks);
      const restored = restore(rendered, standIns, marks);
      if (restored.text !== plain) throw cannotTell(parsed, plain, restored.text);
      const generated = parsed.marksTurns
        ? pairUp(restored.marks.get(start!)!, restored.marks.get(end!)!)
        : null;
      return { text: plain, foreign: restored.places, generated };
    },
  };
}

function pairUp(starts: readonly number[], ends: readonly number[]): TextRange[] {
  return starts.map((start, i) => [start, Math.max(start, ends[i] ?? start)]);
}

function cannotTell({ name, source }: ParsedTemplate, expected: string, got: string): CodexError {
  let at = 0;
  while (at < expected.length && expected[at] === got[at]) at++;
  const text = expected.slice(Math.max(0, at - 10), at + 20).replaceAll('\n', ' ');
  return codexError('CML4357', { template: name, text }, { where: templateLocation({ name, source }) });
}

/** How the title of CML4352 goes on before its message is known. */
const UNPLACED = 'at message ?: ';

/** The same failure with the first message at which it appears. */
function atMessage(
  error: unknown,
  { name, source }: ParsedTemplate,
  conversation: Conversation,
  run: (part: Conversation) => string,
): unknown {
  if (!CodexError.is(error) || (error.code !== 'CML4351' && error.code !== 'CML4352')) return error;
  const { messages } = conversation;
  const failsWith = (count: number) => {
    try {
      run({ ...conversation, messages: messages.slice(0, count) });
      return false;
    } catch (other) {
      return CodexError.is(other) && other.title === error.title;
    }
  };
  let count = 1;
  while (count < messages.length && !failsWith(count)) count++;
  const message = count - 1;
  const details = {
    where: error.where ?? templateLocation({ name, source }, lineOf(source, error.title)),
    cause: error.cause,
    hints: error.hints,
  };
  if (error.code === 'CML4352') {
    const problem = error.title.slice(error.title.indexOf(UNPLACED) + UNPLACED.length);
    return codexError('CML4352', { template: name, message, problem }, details);
  }
  return new CodexError('CML4351', error.title, {
    ...details,
    hints: [`it does so at message ${message} (${messages[message]?.role ?? 'none'}); messages count from 0`],
  });
}

/** The line that raises, where its words stand in the template as they are. */
function lineOf(source: string, title: string): number | undefined {
  const words = title.slice(title.indexOf(': ') + 2);
  const at = words === '' ? -1 : source.indexOf(words);
  return at < 0 ? undefined : source.slice(0, at).split('\n').length;
}
