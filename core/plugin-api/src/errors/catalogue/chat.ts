// Errors of conversations: chat templates, masks, and what checks and hooks make of messages.
import { entries } from '../catalogue-entry.js';

export const chatErrors = entries({
  CML4350: {
    title: 'chat template `{template}` cannot be read: {problem}',
    cause:
      'The template is not Jinja as chat templates use it, so that no conversation can be rendered with it.',
    remedy: 'Correct it, or name a built-in template in `data.chatTemplate`.',
  },
  CML4351: {
    title: 'chat template `{template}` refuses the conversation: {message}',
    cause:
      'The template raised this itself, such as for roles that do not alternate or a role that it does not know.',
    remedy:
      'Change the conversation so that it is as the template wants it, drop it, or use another template.',
  },
  CML4352: {
    title: 'chat template `{template}` failed at message {message}: {problem}',
    cause: 'An expression of the template does not fit what the conversation holds at this message.',
    remedy: 'Correct the conversation or the template; messages count from 0.',
  },
  CML4353: {
    title: 'chat template `{template}` goes beyond the limit of {limit}',
    cause:
      'Templates come from others, so what one may do for a conversation is limited; one that loops, recurses or doubles texts without end is stopped.',
    remedy: 'Use a template that does not, or shorter conversations.',
  },
  CML4354: {
    title: 'there is no chat template `{template}`',
    cause: 'It is neither the name of a built-in template nor a file that can be read.',
    remedy: 'Name a built-in template or a file relative to the config file in `data.chatTemplate`.',
    exit: 2,
  },
  CML4355: {
    title: 'chat template `{template}` does not tell which tokens of turn {turn} are learned: {problem}',
    cause:
      'Without `generation` blocks, the tokens of a turn are found by rendering the conversation up to it and to its end; both must be the beginning of the whole.',
    remedy:
      'Use a template with `generation` blocks or a built-in one, set `learn: false` on this turn, split the conversation so that the turn is its last, or learn everything with `data.loss: all`.',
  },
  CML4356: {
    title: 'the `generation` blocks of chat template `{template}` do not fit turn {turn}: {problem}',
    cause:
      'A turn can only be learned or left out by itself where the template marks exactly one block for each turn of the assistant.',
    remedy: 'Remove `learn` from the messages, or use a template that marks each turn.',
  },
  CML4357: {
    title:
      'chat template `{template}` changes what messages say about `{text}`, so that special tokens in them cannot be told from its own',
    cause:
      'Special tokens that the template writes become tokens, those in messages stay text. This template looks into messages for the characters that tell them apart.',
    remedy: 'Use another template, or drop the conversation.',
  },
  CML4358: {
    title: 'the parts that sample `{sample}` learns are not parts of its text: {problem}',
    cause: 'Ranges are [start, end) in UTF-16 units, ascending, apart, and within the text.',
    remedy: 'Correct the dataset or the hook that made them.',
  },
  CML4359: {
    title: 'a hook changed the text of sample `{sample}` but not {what}',
    cause:
      'A conversation is trained on as its messages say, and ranges in `learn` belong to the text as it was: a new text alone would be lost, or mark other words.',
    remedy:
      'Return new `messages` or `learn` ranges with the new text; `messages: undefined` and `learn: undefined` make it a text that is learned whole.',
  },
  CML4360: {
    title: 'the conversation of sample `{sample}` is not one: {problem}',
    cause:
      'A conversation is a list of messages with at least one entry, each with `role` and `content` as text.',
    remedy: 'Correct the dataset or the hook that made it.',
  },
  CML4361: {
    title: 'the checkpoint has no chat template',
    cause: 'Templates are stored with runs that trained on conversations; this run did not.',
    remedy: 'Generate without `--chat`, or train the model on conversations.',
    exit: 2,
  },
  CML4362: {
    title: 'all characters that could mark places in the conversation occur in it',
    cause:
      'Rendering needs a few private-use characters (U+E000 to U+F8FF) that neither the template nor the conversation uses.',
    remedy: 'Remove private-use characters from the conversation, or drop it.',
  },
});
