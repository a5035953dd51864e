// Which Node it takes is said in many places, to a reader, to npm and to whoever has an older one: all must say the same.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codexError, renderError } from '@codex-ml/plugin-api';
import { OLDEST_NODE } from '@codex-ml/runtime';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';

const BIN = join(ROOT, 'cli/bin/codex-ml.js');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The command line in a Node that says it is of another version. */
function startAs(version: string) {
  const lie = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(lie)}`, BIN, '--version'],
    {
      encoding: 'utf8',
    },
  );
}

describe('the oldest Node', function () {
  this.timeout(20_000);

  it('is told by the command line before it loads anything, with what to do', () => {
    for (const version of ['20.20.2', '22.17.1', '18.0.0']) {
      const { status, stdout, stderr } = startAs(version);
      expect(stderr).to.equal(`${renderError(codexError('CML1007', { version }))}\n`);
      expect([status, stdout]).to.deep.equal([4, '']);
    }
    expect(startAs('22.18.0').status).to.equal(0);
  });

  it('can read the entry of the command line: no static import, no await outside of a function', () => {
    expect(read('cli/bin/codex-ml.js')).not.to.match(/^\s*(import[\s{*]|.*\bawait\b)/m);
  });

  it('is the same in package.json, in scripts, in the doctor and in the documents', async () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    expect(engines.node).to.equal('>=22.18');
    expect(OLDEST_NODE).to.equal('22.18.0');
    const { isNewEnough } = (await import(pathToFileURL(join(ROOT, 'scripts/node-binary.mjs')).href)) as {
      isNewEnough(version: string): boolean;
    };
    expect([isNewEnough('22.17.9'), isNewEnough('22.18.0')]).to.deep.equal([false, true]);
    for (const file of ['README.md', 'CONTRIBUTING.md', 'docs/guide/getting-started.md']) {
      expect(read(file), file).to.match(/Node\s+22\.18\s+or\s+newer/);
    }
  });
});
