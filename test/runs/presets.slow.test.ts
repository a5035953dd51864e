// Every shipped preset is valid, and a dry run of it passes and leaves nothing.
import { existsSync } from 'node:fs';
import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKernel } from '@codex-ml/kernel';
import { dryRun, planRun } from '@codex-ml/runtime';
import { expect } from 'chai';
import { HOST_ROOT, makeWorkplace } from './run-in-process.js';

const kernel = await createKernel({ projectRoot: HOST_ROOT, hostRoot: HOST_ROOT });
const names = kernel.presetNames();
await kernel.close();

describe('shipped presets', function () {
  this.timeout(120_000);

  it('include those that the documentation names', () => {
    expect(names).to.include.members(['std/quickstart', 'std/tiny', 'std/shakespeare-char', 'std/chat']);
  });

  for (const name of names) {
    it(`${name} is valid and passes a dry run that leaves nothing`, async () => {
      const place = await makeWorkplace();
      try {
        // What the presets for a text of one's own expect to find.
        const text = 'It was a bright cold day in April, and the clocks were striking thirteen.\n'.repeat(
          400,
        );
        const isGroup = name.split('/').length === 3;
        const plan = await planRun({
          cwd: place.path,
          presets: isGroup ? ['std/tiny', name] : [name],
          set: ['trackers=[]'],
          env: {},
          hostRoot: HOST_ROOT,
          warn: () => {},
        });
        const { path } = plan.resolved.config.dataset.options as { path?: string };
        if (path !== undefined) {
          const { mkdir } = await import('node:fs/promises');
          await mkdir(join(place.path, path, '..'), { recursive: true });
          const brought = join(HOST_ROOT, '..', 'configs', 'data', path);
          await (existsSync(brought)
            ? copyFile(brought, join(place.path, path))
            : writeFile(join(place.path, path), text));
        }
        const before = await readdir(place.path, { recursive: true });
        const report = await dryRun(plan, {
          signal: new AbortController().signal,
          print: () => {},
          now: () => new Date(),
        });
        await plan.kernel.close();
        expect(report.parameters).to.be.greaterThan(0);
        expect(report.validation?.['loss']).to.be.a('number');
        expect(await readdir(place.path, { recursive: true })).to.deep.equal(before);
      } finally {
        await place.dispose();
      }
    });
  }
});
