// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package: how to read back what is stored.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricRow } from '@codex-ml/plugin-api';

type StoredRow = Pick<MetricRow, 'step' | 'split' | 'metric' | 'value'>;

export default [
  {
    kind: 'tracker',
    id: 'ndjson',
    reproducible: ['metrics.ndjson', 'timings.ndjson'],
    stored: async (folder: string) => {
      const text = await readFile(join(folder, 'metrics.ndjson'), 'utf8');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as StoredRow);
    },
  },
  {
    kind: 'tracker',
    id: 'csv',
    reproducible: ['metrics.csv', 'timings.csv'],
    stored: async (folder: string) => {
      const text = await readFile(join(folder, 'metrics.csv'), 'utf8');
      return text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => {
          const [step, split, metric, value] = line.split(',') as [
            string,
            StoredRow['split'],
            string,
            string,
          ];
          return { step: Number(step), split, metric, value: Number(value) };
        });
    },
  },
  { kind: 'tracker', id: 'console', options: { interval: 0 } },
] as const;
