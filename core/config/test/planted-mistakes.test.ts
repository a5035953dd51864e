import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE, type ErrorCode, exitCodeOf } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { errorsOf, type ProjectRequest, renderingOf, resolveProject } from './fixtures/project.js';

const SAMPLES = fileURLToPath(new URL('../test/samples/', import.meta.url));
const names = readdirSync(SAMPLES).sort();

/** `request.json` of a sample: what would be given on the command line. */
function requestOf(folder: string): ProjectRequest {
  const file = join(folder, 'request.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ProjectRequest) : {};
}

// Each sample is a folder with a config, a mistake in it, and `expected.txt`: every error in full, as it is printed.
// CODEX_ML_TEST_UPDATE=1 writes the expectations anew; read the difference before committing it.
describe('planted mistakes', () => {
  it('are at least 20, with at least 20 different codes', async () => {
    const codes = new Set<string>();
    for (const name of names) {
      for (const { code } of await errorsOf(
        resolveProject(join(SAMPLES, name), requestOf(join(SAMPLES, name))),
      )) {
        codes.add(code);
      }
    }
    expect(names.length).to.be.at.least(20);
    expect(codes.size).to.be.at.least(20);
  });

  for (const name of names) {
    it(name.replaceAll('-', ' '), async () => {
      const folder = join(SAMPLES, name);
      const text = `${await renderingOf(resolveProject(folder, requestOf(folder)))}\n`;
      const golden = join(folder, 'expected.txt');
      if (process.env['CODEX_ML_TEST_UPDATE'] === '1') writeFileSync(golden, text);
      expect(text).to.equal(readFileSync(golden, 'utf8'));
      for (const [, code] of text.matchAll(/^error\[(CML\d+)\]/gm)) {
        expect(CATALOGUE).to.have.property(code!);
        expect(exitCodeOf(code as ErrorCode), code).to.equal(code!.startsWith('CML3') ? 3 : 2);
      }
    });
  }
});
