import { expect } from 'chai';
import { pluginProject } from '../plugin-project.js';

const provides = [{ kind: 'metric', id: 'x', entry: './x.js', options: './x.schema.json', summary: 'x' }];
const manifest = { name: 'p', codexMl: { manifest: 1, namespace: 'p', apiVersion: '^1.0', provides } };

async function hashOf(entryCode: string, extra: object = {}): Promise<string | null> {
  const project = pluginProject();
  project.write('p/package.json', { ...manifest, ...extra });
  project.write('p/x.js', entryCode);
  project.write('p/x.schema.json', {});
  const kernel = await project.kernel({ explicit: ['./p'] });
  const [entry] = kernel.packages();
  return entry === undefined ? null : kernel.integrity(entry);
}

describe('the integrity of a package', () => {
  it('depends on package.json and the entry modules, not on where they lie', async () => {
    const hash = await hashOf('export default 1;');
    expect(hash).to.match(/^[0-9a-f]{64}$/);
    expect(await hashOf('export default 1;')).to.equal(hash);
    expect(await hashOf('export default 2;')).to.not.equal(hash);
    expect(await hashOf('export default 1;', { version: '1.0.1' })).to.not.equal(hash);
  });

  it('is null where there is no file', async () => {
    const kernel = await pluginProject().kernel({ explicit: ['acme-bleu'] });
    expect(await kernel.integrity(kernel.packages()[0]!)).to.equal(null);
  });
});
