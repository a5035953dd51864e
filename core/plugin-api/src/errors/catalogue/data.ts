// Errors 43xx and 44xx: from samples to batches, and what is measured on them.
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
    title: '`dataset.split.by: {by}` does not apply to a dataset that is one text',
    cause: 'The samples of a stream are pieces of one text; dealing them out one by one would tear it apart.',
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
  CML4340: {
    title: 'model `{model}` cannot keep documents apart that share a row',
    cause:
      'With `data.pack: documents`, or where `auto` chooses it for conversations and loss masks, several samples lie in one row; the model does not say that it heeds `documents`.',
    remedy: 'Set `data.pack: rows` or `stream`, or use a model that does, such as `std/gpt` or `std/llama`.',
    exit: 2,
  },
  CML4341: {
    title: 'nothing in the `{split}` split carries loss',
    cause:
      'Every token is masked: no turn of an assistant, no marked part of a text, or no sample of more than one token.',
    remedy: 'Check with `codex-ml data preview` what is learned; `data.loss: all` learns every token.',
  },
  CML4342: {
    title: 'step {step}: a batch {problem} after the taps of `data.batch`',
    cause:
      'The program of a run either takes the documents of each row or does not; a tap must hand on what it was given.',
    remedy: 'Return `documents` as they came, or others of the same size.',
  },
  CML4310: {
    title: '`{file}` was changed while it was read',
    cause: 'Samples that were read before the change and after it do not belong to one text.',
    remedy: 'Start again when whatever writes the file has ended.',
  },
  CML4311: {
    title: '`data.deduplicate` does not apply to a dataset that is one text',
    cause: 'The samples of a stream are pieces of one text; leaving out repeated ones would tear it apart.',
    remedy: 'Remove `data.deduplicate`, or read the data as documents.',
    exit: 2,
  },
  CML4312: {
    title: 'entry `{entry}` of the data cache is damaged: {problem}',
    cause:
      'A file of the cache is not what it was when it was written: another program changed it, or the disk failed.',
    remedy: 'Nothing is lost: the entry is made anew. Check the disk if it happens again.',
  },
  CML4313: {
    title: 'the data cache at `{folder}` cannot be used: {problem}',
    cause: 'The folder cannot be made or written to, for example on a full disk or one that is read-only.',
    remedy:
      'The run goes on with tokens in memory. Free some space, set `data.cacheFolder` to a folder that can be written to, or set `data.cache: false`.',
  },
  CML4314: {
    title: 'batch {batch} could not be prepared: {problem}',
    cause: 'The thread that prepares batches ahead of training failed.',
    remedy: 'Set `data.prefetch: 0` to prepare each batch when it is needed, and report the problem.',
    exit: 70,
  },
  CML4315: {
    title: '`dataset.split` takes {wanted} samples for validation and test, but there are {samples}',
    cause: 'Shares of 1 and more are numbers of samples, and at least one sample must be left for training.',
    remedy: 'Lower the numbers, or write shares below 1, which are parts of the whole.',
    exit: 2,
  },
  CML4316: {
    title:
      'epoch {epoch} cannot be encoded: the texts of the `train` split are not those of epoch 1 any more',
    cause:
      'A tokenizer that encodes at random reads the texts again for each epoch. Since the run began, a file was changed, or a hook or a safety check decided otherwise.',
    remedy:
      'Leave the data as they are while a run goes on. Start again with `--fresh` to train on the new texts.',
  },
  CML4317: {
    title: '`{file}` of the data cache was shortened while the run was reading it',
    cause: 'Another program wrote to a file of the cache, whose files never change.',
    remedy:
      'Start the run again: it continues from its last checkpoint, and the entry is made anew. Keep other programs away from the folder of the cache.',
  },
  CML4380: {
    title: '`{file}` exists',
    cause: 'Splits were written there before, and others may be in use.',
    remedy: 'Choose another folder with `--out`, or replace them with `--force`.',
    exit: 2,
  },
  CML4381: {
    title: '{share} of the `{split}` split is in the training split, more than {limit}',
    cause:
      'Text that was trained on is in the data that results are measured on: the numbers would be too good.',
    remedy:
      'Remove the samples that `codex-ml data overlap` names, use `data.deduplicate`, or split `by: content`.',
    exit: 4,
  },
  CML4382: {
    title: 'there is no split to compare with the training split',
    cause: 'The data has a training split only, and `dataset.split` makes no other.',
    remedy: 'Give `dataset.split` a share for validation or testing, or name files of those splits.',
    exit: 2,
  },
  CML4401: {
    title: 'metric `{metric}` received a loss of {value} at place {place} of a batch',
    cause: 'The negative log likelihood of a target is not a finite number: the model has diverged.',
    remedy: 'Evaluate an earlier checkpoint; lower the learning rate or clip the gradients.',
    exit: 1,
  },
});
