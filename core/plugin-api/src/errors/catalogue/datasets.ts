// Errors 42xx: what datasets read.
import { entries } from '../catalogue-entry.js';

export const datasetErrors = entries({
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
});
