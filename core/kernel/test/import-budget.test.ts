// The kernel's index must stay cheap to load: listing plugins may not pull in the container library or tapable.
import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { pluginProject } from './plugin-project.js';

const KERNEL = new URL('../dist/index.js', import.meta.url).href;

/** URLs of all modules that a fresh process loads while it runs `code`. */
function modulesLoadedBy(code: string): string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    ${code}
    console.log(JSON.stringify(loaded));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as string[];
}

const heavy = (urls: readonly string[]): string[] =>
  urls.filter((url) => /node_modules\/(@inversifyjs|inversify|tapable|reflect-metadata)\//.test(url));

describe('the import budget of the kernel', () => {
  it('lists plugins without inversify, reflect-metadata, tapable and plugin code, and loads them for a run', () => {
    const project = pluginProject({ uses: ['good-metric', 'good-hooks'] });
    const request = JSON.stringify({ projectRoot: project.root, hostRoot: project.host });
    const list = `
      const { createKernel } = await import(${JSON.stringify(KERNEL)});
      const kernel = await createKernel(${request});
      if (kernel.capabilities().length !== 2) process.exit(1);
      await kernel.optionsSchemaOf(kernel.get('metric', 'token-count'));
    `;
    const listed = modulesLoadedBy(list);
    expect(listed.some((url) => url.includes('/plugin-api/'))).to.equal(true);
    expect(heavy(listed)).to.deep.equal([]);
    expect(listed.filter((url) => url.includes('/fixtures/'))).to.deep.equal([]);

    const ran = heavy(modulesLoadedBy(`${list} await kernel.root();`));
    for (const name of ['inversify', 'reflect-metadata', 'tapable']) {
      expect(ran.some((url) => url.includes(`/${name}/`))).to.equal(true);
    }
  });
});
