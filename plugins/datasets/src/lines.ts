// Dataset `lines`: each line is a document.
import { defineDataset, type Sample } from '@codex-ml/plugin-api';
import { createFileDataset } from './dataset/file-dataset.js';
import { TEXT } from './files/extensions.js';
import { linesOptions } from './lines.options.js';
import { EMPTY, type Entry } from './records/entry.js';
import { textSettings } from './text/encodings.js';
import { overText } from './text/open-text.js';
import { readLines } from './text/read-lines.js';

export default defineDataset({
  id: 'lines',
  summary: 'one document per line of text files',
  apiVersion: '^1.0',
  options: linesOptions,
  create: ({ options, ctx }) => {
    const settings = textSettings(options);
    const { maxLineBytes, skipEmpty } = options;
    return createFileDataset({
      shape: 'documents',
      options,
      ctx,
      extensions: TEXT,
      read: (file, reading, ids) =>
        overText(file, reading, settings, { utf8: false }, (source) =>
          readLines(
            source,
            { maxLineBytes, refuseNul: true },
            (text, number): Entry<Sample> =>
              skipEmpty && text.trim() === '' ? EMPTY : { id: ids.of('line', number), text },
          ),
        ),
    });
  },
});
