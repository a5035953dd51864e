// Dataset `text`: each file is a sample, and all of them together are one text.
import { defineDataset } from '@codex-ml/plugin-api';
import { createDataset } from './create-dataset.js';
import { fileSources, sampleId } from './file-sources.js';
import { readText } from './read-text.js';
import { textOptions } from './text.options.js';

export default defineDataset({
  id: 'text',
  apiVersion: '^1.0',
  options: textOptions,
  create: ({ options, ctx }) =>
    createDataset(
      'stream',
      fileSources(options, ctx, async function* (files, split) {
        for (const file of files) {
          const text = await readText(file);
          yield {
            id: sampleId(split, `file:${file.key}`),
            text: options.newlines === 'lf' ? text.replace(/\r\n?/g, '\n') : text,
          };
        }
      }),
    ),
});
