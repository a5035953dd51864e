// Dataset `text`: each file is a sample, and all of them together are one text.
import { defineDataset } from '@codex-ml/plugin-api';
import { createFileDataset } from './dataset/file-dataset.js';
import { TEXT } from './files/extensions.js';
import { textSettings } from './text/encodings.js';
import { convertNewlines } from './text/newlines.js';
import { overText } from './text/open-text.js';
import { readPieces } from './text/read-pieces.js';
import { textOptions } from './text.options.js';

export default defineDataset({
  id: 'text',
  summary: 'text files as one stream',
  apiVersion: '^1.0',
  options: textOptions,
  create: ({ options, ctx }) => {
    const settings = textSettings(options);
    return createFileDataset({
      shape: 'stream',
      options,
      ctx,
      extensions: TEXT,
      read: (file, reading, ids) =>
        overText(file, reading, settings, { utf8: true }, async function* (source) {
          for await (const { line, text } of readPieces(source)) {
            yield [{ id: ids.ofFile(line), text: convertNewlines(text, options.newlines) }];
          }
        }),
    });
  },
});
