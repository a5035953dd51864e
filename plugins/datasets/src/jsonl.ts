// Dataset `jsonl`: each line is a JSON object, one of whose fields is a document. Empty lines are no documents.
import { defineDataset, type Sample } from '@codex-ml/plugin-api';
import { createFileDataset } from './dataset/file-dataset.js';
import { JSON_LINES } from './files/extensions.js';
import { jsonlOptions } from './jsonl.options.js';
import { EMPTY, type Entry } from './records/entry.js';
import { textField } from './records/parse-json.js';
import { readJsonLines } from './records/read-json-lines.js';
import { textSettings } from './text/encodings.js';
import { convertNewlines } from './text/newlines.js';
import { overText } from './text/open-text.js';

export default defineDataset({
  id: 'jsonl',
  summary: 'one document per line of JSON Lines files',
  apiVersion: '^1.0',
  options: jsonlOptions,
  create: ({ options, ctx }) => {
    const settings = textSettings(options);
    const { maxLineBytes, newlines, skipEmpty } = options;
    const textOf = textField(options.field);
    return createFileDataset({
      shape: 'documents',
      options,
      ctx,
      extensions: JSON_LINES,
      read: (file, reading, ids) =>
        overText(file, reading, settings, { utf8: false }, (source) =>
          readJsonLines(source, maxLineBytes, (record): Entry<Sample> => {
            const text = textOf(record, file.name);
            if (typeof text !== 'string') return text;
            if (skipEmpty && text.trim() === '') return EMPTY;
            return { id: ids.of('line', record.number), text: convertNewlines(text, newlines) };
          }),
        ),
    });
  },
});
