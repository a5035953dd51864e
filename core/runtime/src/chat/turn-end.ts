// How a template ends a turn of the assistant: by a token or by a text, at which generation stops.
import { CodexError, type Tokenizer } from '@codex-ml/plugin-api';
import type { ChatTemplate } from './chat-template.js';
import { specialTokens } from './conversation.js';
import { rendererOf } from './encode-conversation.js';
import { learnedRanges } from './learned-ranges.js';
import { unusedCharacters } from './stand-ins.js';

export interface TurnEnd {
  readonly tokens: readonly number[];
  readonly texts: readonly string[];
}

/** What stands between the words of a turn and its end. Nothing where the template does not tell; the tokenizer's end token ends texts anyway. */
export function turnEnd(template: ChatTemplate, tokenizer: Tokenizer): TurnEnd {
  const specials = specialTokens(tokenizer);
  const [mark] = unusedCharacters(1, [template.source]);
  const conversation = {
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: mark! },
    ],
  };
  try {
    const renderer = rendererOf(template, tokenizer);
    const rendering = renderer.render(conversation);
    const range = learnedRanges(conversation, rendering, renderer, [...specials.keys()]).at(-1);
    const at = rendering.text.indexOf(mark!);
    if (range === undefined || at < 0) return { tokens: [], texts: [] };
    const end = rendering.text.slice(at + mark!.length, range[1]);
    const token = specials.get(end.trim());
    if (token !== undefined) return { tokens: [token], texts: [] };
    return { tokens: [], texts: end === '' ? [] : [end] };
  } catch (error) {
    if (CodexError.is(error)) return { tokens: [], texts: [] };
    throw error;
  }
}
