// Committed files that are generated agree with their sources: schemas, API reports, the manifest of commands and the docs.
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { ROOT } from './repository.js';

function check(script: string): string {
  const { status, stderr } = spawnSync(process.execPath, [`scripts/${script}`, '--check'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr || `${script} ended with ${status}`;
}

describe('generated files', () => {
  for (const [what, script] of [
    ['schemas of plugin options', 'build-plugin-schemas.mjs'],
    ['API reports, with contract versions that rose with their surfaces', 'build-api-reports.mjs'],
    ['the manifest of commands', 'build-cli-manifest.mjs'],
    ['the reference and error docs', 'build-docs.mjs'],
  ] as const) {
    it(`include up-to-date ${what}`, function () {
      this.timeout(60_000);
      expect(check(script)).to.equal('');
    });
  }
});
