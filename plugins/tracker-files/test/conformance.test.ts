// Every tracker of this package under the conformance suite.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeConformance, type StoredRow } from '@codex-ml/testkit';
import consoleTracker from '@codex-ml/tracker-files/dist/console.js';
import csv from '@codex-ml/tracker-files/dist/csv.js';
import ndjson from '@codex-ml/tracker-files/dist/ndjson.js';

describeConformance(ndjson, {
  reproducible: ['metrics.ndjson', 'timings.ndjson'],
  stored: async (folder) => {
    const text = await readFile(join(folder, 'metrics.ndjson'), 'utf8');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as StoredRow);
  },
});

describeConformance(csv, {
  reproducible: ['metrics.csv', 'timings.csv'],
  stored: async (folder) => {
    const text = await readFile(join(folder, 'metrics.csv'), 'utf8');
    return text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => {
        const [step, split, metric, value] = line.split(',') as [string, StoredRow['split'], string, string];
        return { step: Number(step), split, metric, value: Number(value) };
      });
  },
});

describeConformance(consoleTracker, { options: { interval: 0 } });
