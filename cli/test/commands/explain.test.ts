import { CATALOGUE } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeProject } from '../project.js';
import { runCli, runJson } from '../run-cli.js';

const cwd = makeProject();

describe('codex-ml explain', () => {
  it('prints title, cause, remedy and exit code of a code', async () => {
    const { code, stdout } = await runCli(['explain', 'CML2104'], { cwd });
    const { title, cause, remedy } = CATALOGUE.CML2104;
    expect(code).to.equal(0);
    for (const part of [title, cause, remedy, 'Exit code: 2']) expect(stdout).to.include(part);
  });

  it('takes codes in lower case and bare numbers', async () => {
    for (const written of ['cml6201', '6201']) {
      const { code, exit } = await runJson<{ code: string; exit: number }>(['explain', written], { cwd });
      expect([code, exit]).to.deep.equal(['CML6201', 5]);
    }
  });

  it('offers the nearest code for one that does not exist', async () => {
    const { code, stderr } = await runCli(['explain', 'CML21044'], { cwd });
    expect(code).to.equal(2);
    expect(stderr).to.include('did you mean CML2104?');
  });
});
