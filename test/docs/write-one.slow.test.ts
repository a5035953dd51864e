// Follows docs/plugins/write-one.md as a reader does: its commands are run, its files are written, and what it promises is looked for.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { readText } from '../architecture/repository.js';
import { makePluginProject, type PluginProject, run } from '../plugins/plugin-project.js';
import { findBlocks } from './markdown-blocks.js';

const PAGE = 'docs/plugins/write-one.md';

describe('the page on writing a plugin', function () {
  this.timeout(240_000);
  let project: PluginProject;
  let cwd: string;
  /** What each command printed. */
  const printed = new Map<string, string>();

  before(async () => {
    project = await makePluginProject();
    cwd = project.path;
  });
  after(() => project.dispose());

  /** Exit code of one line of a listing. */
  async function execute(line: string): Promise<number | null> {
    const [command = '', ...args] = line.split(' ');
    if (command === 'cd') {
      cwd = join(cwd, args[0] ?? '');
      return 0;
    }
    const cli = join(project.path, 'node_modules/codex-ml/bin/codex-ml.js');
    const { code, output } =
      command === 'npx'
        ? await run(process.execPath, [cli, ...args.slice(1)], cwd)
        : await run(command, args, cwd);
    printed.set(line, output);
    return code;
  }

  it('leads from nothing to a run that reports the metric, and to the one thing that validate finds', async () => {
    const blocks = findBlocks(PAGE);
    expect(blocks.filter(({ language }) => language === 'typescript')).to.have.lengthOf(4);
    for (const { language, code, line } of blocks) {
      const path = /^(?:\/\/|#) (\S+)\n/.exec(code)?.[1];
      if (language === 'sh') {
        for (const command of code.trim().split('\n')) {
          const expected = command.includes('plugins validate') ? 3 : 0;
          expect(await execute(command), `${PAGE}:${line} ${command}\n${printed.get(command)}`).to.equal(
            expected,
          );
        }
      } else if (path !== undefined) {
        const target = join(language === 'yaml' ? project.path : cwd, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, code);
      }
    }
    expect(printed.get('npm test')).to.match(/^ℹ fail 0$/m);
    expect(printed.get('npx codex-ml train')).to.match(/^validation: .*, confidence 0\.\d+$/m);
    const [, finding = ''] = /```text\n(error\[.*)\n```/.exec(readText(PAGE)) ?? [];
    const report = printed.get('npx codex-ml plugins validate ./codex-ml-acme-confidence') ?? '';
    expect(report).to.contain(finding);
    expect(report.match(/error\[/g)).to.have.lengthOf(1);
  });

  it('ends with a package that is valid and up to date', async () => {
    cwd = join(project.path, 'codex-ml-acme-confidence');
    const readme = join(cwd, 'README.md');
    await writeFile(readme, (await readFile(readme, 'utf8')).replaceAll('threshold', 'least'));
    for (const command of ['npx codex-ml plugins validate', 'npx codex-ml plugins build --check']) {
      expect(await execute(command), printed.get(command)).to.equal(0);
    }
  });
});
