// Follows docs/plugins/write-one.md as a reader does: its commands are run, its files are written, and what it promises is looked for.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readText } from '../architecture/repository.js';
import { makePluginProject, type PluginProject } from '../plugins/plugin-project.js';
import { PageReader } from './follow-page.js';
import { findBlocks } from './markdown-blocks.js';

const PAGE = 'docs/plugins/write-one.md';
const VALIDATE = 'npx codex-ml plugins validate ./codex-ml-acme-confidence';

describe('the page on writing a plugin', function () {
  this.timeout(240_000);
  let project: PluginProject;
  let reader: PageReader;

  before(async () => {
    project = await makePluginProject();
    reader = new PageReader(project.path);
  });
  after(() => project.dispose());

  it('leads from nothing to a run that reports the metric, and to the one thing that validate finds', async () => {
    const blocks = findBlocks(PAGE);
    expect(blocks.filter(({ language }) => language === 'typescript')).to.have.lengthOf(4);
    await reader.follow(PAGE, { [VALIDATE]: 3 });
    const { printed } = reader;
    expect(printed.get('npm test')).to.match(/^ℹ fail 0$/m);
    expect(printed.get('npx codex-ml train')).to.match(/^validation: .*, confidence 0\.\d+$/m);
    const [, finding = ''] = /```text\n(error\[.*)\n```/.exec(readText(PAGE)) ?? [];
    const report = printed.get(VALIDATE) ?? '';
    expect(report).to.contain(finding);
    expect(report.match(/error\[/g)).to.have.lengthOf(1);
  });

  it('ends with a package that is valid and up to date', async () => {
    reader.cwd = join(project.path, 'codex-ml-acme-confidence');
    const readme = join(reader.cwd, 'README.md');
    await writeFile(readme, (await readFile(readme, 'utf8')).replaceAll('threshold', 'least'));
    for (const command of ['npx codex-ml plugins validate', 'npx codex-ml plugins build --check']) {
      expect(await reader.execute(command), reader.printed.get(command)).to.equal(0);
    }
  });
});
