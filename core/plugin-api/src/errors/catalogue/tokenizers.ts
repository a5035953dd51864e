// Errors 41xx: tokenizers.
import { entries } from '../catalogue-entry.js';

export const tokenizerErrors = entries({
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
  CML4155: {
    title: '`{file}` is no file of ranks: {problem}',
    cause: 'Each line must be a token in base64 and its rank, with a space between them.',
    remedy: 'Download the file again, or use `tokenizer-json` or `sentencepiece` where it is of that kind.',
  },
  CML4156: {
    title: '`{file}` lacks {count} of the 256 bytes, the first is {first}',
    cause: 'Text is built of bytes: without a token for each of them some text could not be encoded.',
    remedy: 'Use a whole file of ranks; it was probably cut off.',
  },
  CML4157: {
    title: 'how `{file}` cuts text into words is not known',
    cause:
      'A file of ranks does not say it, and neither its name nor the number of its ranks is that of a published encoding.',
    remedy: 'Set `encoding`, or `pattern` and `specialTokens`.',
    exit: 2,
  },
  CML4158: {
    title: 'special token `{token}` has the id {id}, which is that of a token of `{file}`',
    cause: 'The ranks do not belong to the encoding, or `specialTokens` has a wrong id.',
    remedy: 'Name the right `encoding`, or give special tokens ids behind the ranks.',
    exit: 2,
  },
  CML4159: {
    title: '`{file}` is no SentencePiece model, at byte {offset}: {problem}',
    cause:
      'The file is of another kind, damaged, not fully downloaded, or a pointer of Git LFS instead of the file.',
    remedy: 'Take the file anew from where it was published.',
  },
  CML4160: {
    title: 'the pieces of `{file}` are no vocabulary: {problem}',
    cause: 'The file is read as SentencePiece reads it, which refuses such pieces too.',
    remedy: 'Take the file anew from where it was published, or repair what wrote it.',
  },
  CML4161: {
    title: '`{file}` is a SentencePiece model {what}, which cannot be met',
    cause: 'The trainer of SentencePiece writes no such model, and what it would do is not defined.',
    remedy: 'Use a model whose `denormalizer_spec` only maps characters.',
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
});
