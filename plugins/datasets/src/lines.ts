// Dataset `lines`: each line is a document.
import { defineDataset } from '@codex-ml/plugin-api';
import { createDataset } from './create-dataset.js';
import { fileSources, lineId } from './file-sources.js';
import { linesOptions } from './lines.options.js';
import { readLines } from './read-text.js';

export default defineDataset({
  id: 'lines',
  apiVersion: '^1.0',
  options: linesOptions,
  create: ({ options, ctx }) =>
    createDataset(
      'documents',
      fileSources(options, ctx, async function* (files, split) {
        for (const file of files) {
          for await (const { number, text } of readLines(file)) {
            if (options.skipEmpty && text.trim() === '') continue;
            yield { id: lineId(split, files, file, number), text };
          }
        }
      }),
    ),
});
