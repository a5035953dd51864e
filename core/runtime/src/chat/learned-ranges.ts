// Which parts of a rendered conversation carry loss: what `generation` blocks mark, or else what rendering its beginnings shows.
// Where neither tells for certain, it refuses.
import { type ChatMessage, CodexError, codexError } from '@codex-ml/plugin-api';
import type { Conversation } from './conversation.js';
import type { ConversationRenderer, Rendering, TextRange } from './render-conversation.js';
import { unusedCharacters } from './stand-ins.js';

/** Whether a turn is learned: as the message says, else where the assistant speaks. */
export function isLearned({ role, learn }: ChatMessage): boolean {
  return learn ?? role === 'assistant';
}

/**
 * Parts of the rendering that carry loss, ascending: from behind the role header of a turn to the token that ends it.
 * @param specials texts of special tokens
 * @throws CML4355 or CML4356 where the template does not tell
 */
export function learnedRanges(
  conversation: Conversation,
  rendering: Rendering,
  renderer: ConversationRenderer,
  specials: readonly string[],
): readonly TextRange[] {
  if (rendering.generated !== null) return markedTurns(conversation, rendering.generated, renderer);
  return conversation.messages.flatMap((message, turn): TextRange[] => {
    if (!isLearned(message)) return [];
    const [start, end] = turnRange(conversation, turn, rendering.text, renderer);
    return [[start, endOfTurn(rendering.text, start, end, specials)]];
  });
}

/** Every block is learned, unless messages say otherwise of single turns. */
function markedTurns(
  { messages }: Conversation,
  generated: readonly TextRange[],
  { template }: ConversationRenderer,
): readonly TextRange[] {
  const turns = messages.flatMap(({ role }, turn) => (role === 'assistant' ? [turn] : []));
  const unusual = messages.findIndex((message) => isLearned(message) !== (message.role === 'assistant'));
  const refuse = (turn: number, problem: string) =>
    codexError('CML4356', { template: template.name, turn, problem });
  if (unusual < 0) return generated;
  if (messages[unusual]!.role !== 'assistant') {
    throw refuse(unusual, `it is to be learned, but the template marks turns of the assistant only`);
  }
  if (generated.length !== turns.length) {
    throw refuse(
      unusual,
      `it is not to be learned, but ${generated.length} blocks for ${turns.length} turns do not say which is its`,
    );
  }
  return generated.filter((_, i) => isLearned(messages[turns[i]!]!));
}

function turnRange(
  conversation: Conversation,
  turn: number,
  text: string,
  renderer: ConversationRenderer,
): TextRange {
  const { messages } = conversation;
  const name = renderer.template.name;
  const refuse = (problem: string, cause?: unknown) =>
    codexError('CML4355', { template: name, turn, problem }, { cause });
  const render = (count: number, prompt: boolean) => {
    try {
      return renderer.text({ ...conversation, messages: messages.slice(0, count) }, prompt);
    } catch (error) {
      if (!CodexError.is(error)) throw error;
      throw refuse(`it does not render the ${count} messages before its end: ${error.title}`, error);
    }
  };
  const before = render(turn, false);
  const prompted = render(turn, true);
  const whole = render(turn + 1, false);
  const trailer = before === prompted ? constantTrailer(renderer, [before, whole, text]) : '';
  const end = whole.length - trailer.length;
  if (!text.startsWith(whole.slice(0, end))) {
    throw refuse('what it writes for this turn depends on the turns that follow');
  }
  const isAssistant = messages[turn]!.role === 'assistant';
  const start = isAssistant ? prompted.length : before.length - trailer.length;
  if (start > end || !text.startsWith(isAssistant ? prompted : before.slice(0, start))) {
    throw refuse(
      'what it writes before this turn is not what it writes to ask for one (`add_generation_prompt`)',
    );
  }
  if (isAssistant && (before !== prompted || trailer !== '')) return [start, end];
  // The role header may be written with the turn: then it ends where the content begins.
  const content = contentStart(conversation, turn, renderer, whole);
  if (content === null || content < start) throw refuse('it does not show where what the turn says begins');
  return [text.slice(start, content).trim() === '' && isAssistant ? start : content, end];
}

/** What a template without regard for `add_generation_prompt` writes at the end of every rendering, the empty one included. */
function constantTrailer(renderer: ConversationRenderer, texts: readonly string[]): string {
  try {
    const trailer = renderer.text({ messages: [] });
    return texts.every((text) => text.endsWith(trailer)) ? trailer : '';
  } catch {
    return '';
  }
}

/** Where the content of the last of some messages begins, found by putting a mark in its place. */
function contentStart(
  conversation: Conversation,
  turn: number,
  renderer: ConversationRenderer,
  whole: string,
): number | null {
  const messages = conversation.messages.slice(0, turn + 1);
  const [mark] = unusedCharacters(1, [messages, conversation.tools ?? [], renderer.template.source]);
  messages[turn] = { ...messages[turn]!, content: mark! };
  try {
    const marked = renderer.text({ ...conversation, messages });
    const at = marked.indexOf(mark!);
    return at >= 0 && at === marked.lastIndexOf(mark!) && whole.startsWith(marked.slice(0, at)) ? at : null;
  } catch (error) {
    if (CodexError.is(error)) return null;
    throw error;
  }
}

/** White space behind the special token that ends a turn belongs to the template's layout, not to the turn. */
function endOfTurn(text: string, start: number, end: number, specials: readonly string[]): number {
  const turn = text.slice(start, end);
  const trimmed = turn.trimEnd();
  return specials.some((special) => special.trim() !== '' && trimmed.endsWith(special.trim()))
    ? start + trimmed.length
    : end;
}
