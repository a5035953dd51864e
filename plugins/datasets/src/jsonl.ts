// Dataset `jsonl`: each line is a JSON object, one of whose fields is a document. Empty lines are no documents.
import { defineDataset, type Logger, type SplitName } from '@codex-ml/plugin-api';
import { createDataset } from './create-dataset.js';
import { fileSources, lineId } from './file-sources.js';
import { jsonlOptions } from './jsonl.options.js';
import { parseJsonLine } from './parse-json-line.js';
import { readLines } from './read-text.js';

export default defineDataset({
  id: 'jsonl',
  apiVersion: '^1.0',
  options: jsonlOptions,
  create: ({ options, ctx }) => {
    const warned = new Set<SplitName>();
    return createDataset(
      'documents',
      fileSources(options, ctx, async function* (files, split) {
        const skipped: string[] = [];
        for (const file of files) {
          for await (const line of readLines(file)) {
            if (line.text.trim() === '') continue;
            const text = parseJsonLine(line, options.field, file.name);
            if (typeof text === 'string') {
              yield { id: lineId(split, files, file, line.number), text };
            } else if (options.onError === 'fail') {
              throw text;
            } else {
              skipped.push(`${file.name}:${line.number}:${text.where?.column ?? 1}: ${text.title}`);
            }
          }
        }
        if (skipped.length > 0 && !warned.has(split)) {
          warned.add(split);
          warnSkipped(ctx.log, split, skipped);
        }
      }),
    );
  },
});

function warnSkipped(log: Logger, split: SplitName, skipped: readonly string[]): void {
  const lines = skipped.length === 1 ? 'line' : 'lines';
  log.warn(`skipped ${skipped.length} malformed ${lines} of split \`${split}\`; the first: ${skipped[0]}`, {
    split,
    skipped: skipped.length,
  });
}
