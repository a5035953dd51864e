import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { withContext, withTemporaryFolder } from '@codex-ml/testkit';
import { csvFormat } from '@codex-ml/tracker-files/dist/rows/csv-format.js';
import { appendDurably } from '@codex-ml/tracker-files/dist/rows/durable-write.js';
import { openRowFile } from '@codex-ml/tracker-files/dist/rows/row-file.js';
import { expect } from 'chai';
import { row } from '../make-tracker.js';

// A device that is always full stands in for a full disk. Linux and BSD have one.
const FULL = '/dev/full';

if (existsSync(FULL)) {
  describe('a full disk', () => {
    it('is told apart from other failures', () =>
      withTemporaryFolder((folder) =>
        withContext({}, async ({ log }) => {
          const path = join(folder, 'metrics.csv');
          // The replacement is written beside the file, under this name.
          await symlink(FULL, `${path}.tmp`);
          const file = openRowFile({ path, format: csvFormat, resumedFrom: null, log });
          await file.append([row(1, 1)]);
          const failure = await file.flush().then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(failure).to.include({ code: 'CML6402' });
        }),
      ));

    it('fails an append', async () => {
      const failure = await appendDurably(FULL, 0, 'row\n').then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).to.include({ code: 'ENOSPC' });
    });
  });
}
