// Links between pages lead somewhere.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect } from 'chai';
import { ROOT, readText } from '../architecture/repository.js';
import { listPages } from './markdown-blocks.js';

/** The id that a heading gets: lower case, spaces as hyphens, other punctuation dropped. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function anchorsOf(page: string): readonly string[] {
  return [...readText(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** Scripts of the repository and, for a page in a package, of that one. */
function scriptsInReach(page: string): readonly string[] {
  return ['package.json', posix.join(posix.dirname(page), 'package.json')]
    .filter((file) => existsSync(join(ROOT, file)))
    .flatMap((file) => Object.keys((JSON.parse(readText(file)) as { scripts?: object }).scripts ?? {}));
}

describe('documentation', () => {
  it('links only to pages and headings that exist', () => {
    const broken = listPages().flatMap((page) =>
      [...readText(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].flatMap(([, target = '']) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : posix.join(posix.dirname(page), path);
        if (!existsSync(join(ROOT, file))) return [`${page}: ${target}`];
        return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor)
          ? [`${page}: ${target}`]
          : [];
      }),
    );
    expect(broken).to.deep.equal([]);
  });

  it('names only npm scripts that exist', () => {
    const unknown = listPages().flatMap((page) =>
      [...readText(page).matchAll(/npm run ([a-z][a-z:-]*)/g)]
        .filter(([, name = '']) => !scriptsInReach(page).includes(name))
        .map(([text]) => `${page}: ${text}`),
    );
    expect(unknown).to.deep.equal([]);
  });
});
