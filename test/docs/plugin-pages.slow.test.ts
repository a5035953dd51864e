// Follows the other pages on plugins that have commands: the way in, by a single file, and what is done before a package is published.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT, readText } from '../architecture/repository.js';
import { makePluginProject, type PluginProject, run } from '../plugins/plugin-project.js';
import { PageReader } from './follow-page.js';
import { findBlocks } from './markdown-blocks.js';

describe('the pages on plugins', function () {
  this.timeout(240_000);
  let project: PluginProject;

  before(async () => {
    project = await makePluginProject();
  });
  after(() => project.dispose());

  it('lead into plugins by a file that a run uses at once', async () => {
    const reader = new PageReader(project.path);
    await reader.follow('docs/plugins/README.md');
    expect(reader.printed.get('npx codex-ml plugins inspect top-one')).to.match(
      /^ignore +integer\[\] +\[\] +token ids that do not count$/m,
    );
    const trained = reader.printed.get('npx codex-ml train') ?? '';
    expect(trained).to.match(/^validation: .*, top-one 0\.\d+$/m);
  });

  it('show a file that the compiler finds nothing to say about', async () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const flags = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck'];
    await writeFile(join(project.path, 'package.json'), '{ "type": "module" }');
    const { code, output } = await run(process.execPath, [tsc, ...flags, 'top-one.ts'], project.path);
    expect(code, output).to.equal(0);
  });

  it('show a test of an extension that passes', async () => {
    const shown = findBlocks('docs/plugins/testing.md').filter(({ code }) => code.includes('withContext('));
    expect(shown).to.have.length(1);
    await writeFile(join(project.path, 'short-lines.test.ts'), shown[0]!.code);
    const { code, output } = await run(process.execPath, ['short-lines.test.ts'], project.path);
    expect(code, output).to.equal(0);
    await writeFile(
      join(project.path, 'broken.test.ts'),
      shown[0]!.code.replace('? sample : null', '? sample : sample'),
    );
    expect((await run(process.execPath, ['broken.test.ts'], project.path)).code).to.equal(1);
  });

  it('run, before a package is published, what finds it ready, and pack what users need', async () => {
    const reader = new PageReader(project.path);
    expect(await reader.execute('npx codex-ml plugins new metric acme/top-one')).to.equal(0);
    await reader.execute('cd codex-ml-acme-top-one');
    await reader.follow('docs/plugins/publishing.md');
    const { printed } = reader;
    expect(printed.get('npx codex-ml plugins validate --strict')).to.match(/checks: \d+ passed.*; valid\n$/);
    const listed = printed.get('npm pack --dry-run') ?? '';
    for (const file of [
      'README.md',
      'LICENSE',
      'dist/top-one.js',
      'dist/top-one.schema.json',
      'dist/index.d.ts',
    ])
      expect(listed).to.contain(` ${file}\n`);
    expect(listed).not.to.match(/ (?:src|test|example|runs)\//);
    const tarballs = findBlocks('docs/plugins/publishing.md').flatMap(
      ({ code }) => /[\w-]+-\d+\.\d+\.\d+\.tgz/.exec(code) ?? [],
    );
    expect(tarballs).to.have.length(1);
    expect(printed.get('npm pack')).to.contain(tarballs[0]);
  });

  it('name only checks that validate has', async () => {
    const { CHECKS } = await import('@codex-ml/testkit/validate');
    const rows = namedChecks('docs/plugins/publishing.md');
    expect(rows.length).to.be.above(8);
    for (const name of rows) expect(Object.keys(CHECKS)).to.include(name);
  });
});

/** Names such as `manifest.keyword` in the checklist. */
function namedChecks(page: string): readonly string[] {
  const groups = 'manifest|packaging|load|options|contract|offline|docs';
  const text = readText(page);
  return [...text.matchAll(new RegExp(`\`((?:${groups})\\.\\w+)\``, 'g'))].map(([, name = '']) => name);
}
