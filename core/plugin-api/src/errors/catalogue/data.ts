// Errors 4xxx: data and tokenizers.
import { entries } from '../catalogue-entry.js';

export const dataErrors = entries({
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
});
