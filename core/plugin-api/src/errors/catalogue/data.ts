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
  CML4120: {
    title: '{text} is not in the vocabulary, which lacks {unknown} for it',
    cause: 'The text has something that the vocabulary cannot spell, and nothing stands for unknown text.',
    remedy: 'Use a tokenizer whose vocabulary has all bytes or an unknown token, or clean the data.',
  },
  CML4121: {
    title: '`{path}`: two of these parts add tokens',
    cause:
      'A sequence of post-processors frames texts twice, and where the second frame belongs is not defined.',
    remedy: 'Keep one of `TemplateProcessing`, `BertProcessing` and `RobertaProcessing`.',
  },
  CML4122: {
    title: '`stride` is {stride} and a window holds {length} tokens of the text',
    cause:
      'Each window repeats the last `stride` tokens of the one before, so that it must hold more than those.',
    remedy: 'Raise `maxLength`, which counts added specials and the other text of a pair, or lower `stride`.',
    exit: 2,
  },
  CML4123: {
    title: 'the {which} text has {tokens} tokens and should give way by {excess}, to fit {room}',
    cause: '`truncation` names the one text of a pair that is cut, and the other alone is too long.',
    remedy: 'Raise `maxLength`, or set `truncation: longest-first`, which cuts both.',
    exit: 2,
  },
  CML4124: {
    title: '`{option}` is {value}, expected a whole number of at least {least}',
    cause: 'An option of encoding counts tokens.',
    remedy: 'Give a whole number, or leave the option out.',
    exit: 2,
  },
  CML4125: {
    title: '`truncation` is `only-second` and there is no second text',
    cause: 'Only a pair has a second text to cut.',
    remedy: 'Give `pair`, or leave `truncation` out.',
    exit: 2,
  },
  CML4126: {
    title: 'no tokenizer at `{path}`',
    cause: 'The path is neither a `tokenizer.json` nor a folder that has one, or it cannot be read.',
    remedy: 'Correct the path; relative paths start at the folder of the config file.',
  },
  CML4127: {
    title: '`{file}` is not valid JSON: {problem}',
    cause: 'The file is damaged, not fully downloaded, or a pointer of Git LFS instead of the file.',
    remedy: 'Take the file anew from where it was published.',
  },
  CML4128: {
    title: 'the {role} token `{token}` is not in the vocabulary',
    cause:
      'A special token was named, by the option `specials` or in a file beside the tokenizer, that has no id.',
    remedy: 'Name a token of the vocabulary; `codex-ml tokenizer inspect` lists its special tokens.',
    exit: 2,
  },
  CML4143: {
    title: '`vocabularySize` of tokenizer `{tokenizer}` is {size}, and {needed} ids are taken: {list}',
    cause: 'Special tokens, bytes and the characters of the corpus get ids before anything is learned.',
    remedy:
      'Raise `vocabularySize`, or have fewer characters: `alphabetLimit`, `characterCoverage` or a byte-level tokenizer.',
    exit: 2,
  },
  CML4144: {
    title: '`{file}` cannot be read: {problem}',
    cause: 'The tokenizer takes its vocabulary or its merges from this file.',
    remedy: 'Correct the path, which starts at the folder of the config file, or save the file as UTF-8.',
  },
  CML4145: {
    title: 'the vocabulary is malformed: {problem}',
    cause:
      'A vocabulary is a JSON object with a different id for each token, or a text file with a different token in each line.',
    remedy: 'Correct the file at the place given.',
  },
  CML4146: {
    title: 'the merges are malformed: {problem}',
    cause:
      'Each line merges two tokens of the vocabulary, with one space between them, to a third one of the vocabulary.',
    remedy: 'Correct the line, and check that vocabulary and merges belong together.',
  },
  CML4147: {
    title: 'the vocabulary `{file}` has no unknown token, none of {tried}',
    cause: 'Text may have what the vocabulary cannot spell, and something must stand for it.',
    remedy:
      'Add `<unk>` to the vocabulary, or name the token that has this role with `specials: { unk: … }`.',
    exit: 2,
  },
  CML4170: {
    title: '`{file}` exists',
    cause: 'A tokenizer is there already, and models may have been trained with it.',
    remedy: 'Choose another folder with `--out`, or replace it with `--force`.',
    exit: 2,
  },
  CML4171: {
    title: 'there is no tokenizer to use: {problem}',
    cause: 'The command takes a file with `--tokenizer`, the tokenizer of a run, or the one a config names.',
    remedy: 'Name one: `--tokenizer <file>`, `--run <run>` or `--config <file>`.',
    exit: 2,
  },
  CML4172: {
    title: '`{path}` is no tokenizer file that is known by its name',
    cause:
      'Files are told apart by their names: tokenizer.json, *.tiktoken, *.model, or a folder with one of them.',
    remedy: 'Say which plugin reads it with `--use`, such as `--use tokenizer-json`.',
    exit: 2,
  },
  CML4173: {
    title: '`{text}` is not a token id',
    cause: 'Ids are whole numbers, separated by spaces, commas or line ends.',
    remedy: 'Give ids as `codex-ml tokenizer encode` prints them.',
    exit: 2,
  },
  CML4174: {
    title: 'tokenizer `{tokenizer}` has {errors} of which it must have none: {first}',
    cause: 'The tokenizer breaks a rule that training and generation rely on.',
    remedy: 'Train it anew, or report it to the author of the plugin.',
    exit: 4,
  },
  CML4175: {
    title: 'the tokenizer has no token {what}',
    cause: 'A token or an id was asked for that is not in the vocabulary.',
    remedy:
      '`codex-ml tokenizer inspect` says how many there are; `tokenizer encode --tokens` shows those of a text.',
    exit: 2,
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
    title: '`{file}` is not valid {encoding} at byte {offset}',
    cause:
      'Text is read in the encoding that `encoding` names, UTF-8 by default, and nothing is replaced in silence.',
    remedy: 'Set `encoding`, such as `windows-1252` or `utf-16le`, or convert the file with `iconv`.',
  },
  CML4205: {
    title: 'malformed JSON: {problem}',
    cause: 'Each line of a JSON Lines file must be one complete JSON object, and a JSON list must be whole.',
    remedy: 'Correct the line, or set `onError: skip` to leave such lines out and count them.',
  },
  CML4206: {
    title: '{place}: expected {expected}, received {received}',
    cause: 'A record of the file does not have the form that this dataset reads.',
    remedy:
      'Correct the record, name its fields in the options of the dataset, or set `onError: skip` to leave such records out and count them.',
  },
  CML4207: {
    title: '`{file}` ends in the middle of its {format} data, after {bytes} bytes',
    cause: 'The file was not copied or written to its end; what is missing cannot be read.',
    remedy: 'Fetch or make the file again; `gzip -t` or `zstd -t` says whether it is whole.',
  },
  CML4208: {
    title: 'the files of dataset `{dataset}` are not installed',
    cause: 'The package that carries the corpus cannot be found next to this plugin.',
    remedy: 'Install the dependencies of the project again.',
  },
  CML4209: {
    title: '`{file}` has damaged {format} data near byte {offset}: {problem}',
    cause:
      'The compressed data does not pass the checks of its format, so that what it holds cannot be trusted.',
    remedy: 'Fetch or make the file again; `gzip -t` or `zstd -t` says whether it is whole.',
  },
  CML4210: {
    title: '`{file}` is named as {expected}, but begins with other bytes: {received}',
    cause: 'Files are decompressed by what they begin with; a name that says otherwise points to a mix-up.',
    remedy: 'Rename the file, or put the compressed one in its place.',
  },
  CML4211: {
    title: '`{file}` holds {format}, which this dataset does not read',
    cause: 'The file begins with the signature of another format.',
    remedy: 'Unpack or convert the file; gzip and zstd are read as they are.',
  },
  CML4212: {
    title: '`{file}` has a {unit} of more than {limit} bytes',
    cause:
      'Each line or record is held in memory whole. So long a one mostly means that the file is of another kind.',
    remedy: 'Raise `maxLineBytes`, or use dataset `text` for files without lines.',
  },
  CML4213: {
    title: '`{file}` changed while it was in use: {problem}',
    cause:
      'A run reads its files more than once, and results can be repeated only where each reading gives the same text.',
    remedy: 'Put the file back and leave it alone while a run uses it, then start again.',
  },
  CML4214: {
    title: '`{file}` has a NUL character at byte {offset}',
    cause: 'Text has no NUL characters: the file is binary, in another encoding, or was cut off by a crash.',
    remedy: 'Set `encoding: utf-16le` for text that Windows programs saved as Unicode, or mend the file.',
  },
  CML4215: {
    title:
      '{skipped} of {records} records of split `{split}` were skipped, more than `maxSkipped` allows: {allowed}',
    cause: 'So many malformed records mean that the file or the options are wrong, not single records.',
    remedy: 'Look at the first errors; raise `maxSkipped` if the file is as bad as that.',
  },
  CML4216: {
    title: '`{file}` has no readable record: all {records} were skipped',
    cause:
      'With `onError: skip` malformed records are left out, but a file of nothing else is the wrong file.',
    remedy: 'Look at the first error; take the file out of `path` if it does not belong there.',
  },
  CML4217: {
    title: 'malformed CSV: {problem}',
    cause: 'Quoted fields must be closed, and a quote within one must be doubled.',
    remedy: 'Correct the row; set `quote` or `delimiter` where the file uses other characters.',
  },
  CML4218: {
    title: '`{file}` has no column `{column}`',
    cause: 'The options name a column that is not in the file.',
    remedy: 'Name one of its columns.',
  },
  CML4219: {
    title: 'the row has {received} fields, expected {expected}',
    cause: 'All rows of a CSV file must have as many fields as the first.',
    remedy: 'Correct the row, set `delimiter`, or `onError: skip` to leave such rows out and count them.',
  },
  CML4220: {
    title: '`{file}` is not a readable Parquet file: {problem}',
    cause: 'A Parquet file begins and ends with `PAR1` and describes its columns at its end.',
    remedy: 'Fetch or make the file again, or use the dataset that fits it.',
  },
  CML4221: {
    title: '`{file}` uses {feature}, which is not supported',
    cause:
      'Parquet files are read without encryption, and with the codecs snappy, gzip, zstd, brotli and lz4.',
    remedy: 'Write the file again with another codec and without encryption.',
  },
  CML4222: {
    title: 'role `{role}` is not known',
    cause:
      'Turns of a conversation are of `system`, `user`, `assistant` or `tool`, or a known other name of these.',
    remedy: 'Map the name with `roles`, such as `roles: { narrator: assistant }`.',
  },
  CML4223: {
    title: 'the conversation {problem}',
    cause:
      'A conversation that is trained on has turns, begins with a question and has an answer to learn from.',
    remedy: 'Correct the record, or set `onError: skip` to leave such conversations out and count them.',
  },
  CML4224: {
    title: '`{file}` has no {expected}; its fields are {fields}',
    cause: 'The form of a file is told from the fields of its first record.',
    remedy: 'Name the fields in the options of the dataset.',
  },
  CML4225: {
    title: '{place} is there {count} times',
    cause: 'Of two fields of the same name only one could be read, and the other would be lost.',
    remedy: 'Rename or remove the others.',
  },
  CML4226: {
    title: '{place} is not well-formed Unicode',
    cause: 'The text has bytes or halves of surrogate pairs that stand for no character.',
    remedy: 'Correct the record, or set `onError: skip` to leave such records out and count them.',
  },
  CML4227: {
    title: 'folder `{folder}` has no files that this dataset reads: {extensions}',
    cause:
      'Of a folder, the files with the extensions of the dataset are read, those in its sub-folders too.',
    remedy: 'Correct the path, or name the files by a pattern such as `folder/**/*.data`.',
  },
  CML4228: {
    title: 'the files of folder `{folder}` do not tell which split each belongs to',
    cause:
      'Files named `train`, `validation` or `test` become the splits of a folder; here others lie beside them.',
    remedy: 'Name the files of each split with `path`, `validation` and `test`.',
  },
  CML4229: {
    title: 'component `{component}` of the mixture has no `train` split',
    cause: 'Every component of a mixture takes part in training.',
    remedy: 'Give the component files to train on, or remove it.',
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
