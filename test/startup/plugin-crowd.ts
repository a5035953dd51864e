// A project with many plugin packages, each as npm would install it. No entry module of theirs may be imported: each one throws.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLUGIN_API = resolve(fileURLToPath(import.meta.url), '../../../../core/plugin-api');

export interface Crowd {
  readonly root: string;
  /** Short ids of the plugins. */
  readonly ids: readonly string[];
  dispose(): void;
}

/** A project whose dependencies are `count` packages with a metric each. */
export function makeCrowd(count: number): Crowd {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-ml-crowd-')));
  const write = (path: string, content: string | object): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  };
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const names = numbers.map((number) => `codex-ml-crowd-${number}`);
  for (const number of numbers) {
    const id = `crowd-count-${number}`;
    const folder = `node_modules/codex-ml-crowd-${number}`;
    const files = { entry: `./dist/${id}.js`, options: `./dist/${id}.schema.json` };
    write(`${folder}/package.json`, {
      name: `codex-ml-crowd-${number}`,
      version: '1.0.0',
      type: 'module',
      keywords: ['codex-ml-plugin'],
      exports: { './dist/*': './dist/*', './package.json': './package.json' },
      peerDependencies: { '@codex-ml/plugin-api': '*' },
      codexMl: {
        ...{ manifest: 1, namespace: `crowd${number}`, apiVersion: '^1.0', hooks: ['step.end'] },
        provides: [{ kind: 'metric', id, ...files, summary: `member ${number} of the crowd` }],
      },
    });
    write(`${folder}/dist/${id}.js`, `throw new Error('${id} was imported');\n`);
    write(`${folder}/dist/${id}.schema.json`, {
      type: 'object',
      properties: {},
      additionalProperties: false,
    });
  }
  write('package.json', {
    name: 'crowd',
    dependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])),
  });
  mkdirSync(join(root, 'node_modules/@codex-ml'), { recursive: true });
  symlinkSync(PLUGIN_API, join(root, 'node_modules/@codex-ml/plugin-api'), 'dir');
  return {
    root,
    ids: numbers.map((number) => `crowd-count-${number}`),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
