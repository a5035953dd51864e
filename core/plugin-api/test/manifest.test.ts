import { ManifestSchema } from '@codex-ml/plugin-api';
import { expect } from 'chai';

const bleu = {
  kind: 'metric',
  id: 'bleu',
  entry: './dist/bleu.js',
  options: './dist/bleu.schema.json',
  summary: 'BLEU against references',
};
const manifest = { manifest: 1, namespace: 'acme', apiVersion: '^1.0', provides: [bleu] };

/** Paths of what is wrong, joined by dots. */
function problems(value: unknown): readonly string[] {
  return (ManifestSchema.safeParse(value).error?.issues ?? []).map(({ path }) => path.join('.'));
}

describe('the plugin manifest', () => {
  it('needs number, namespace, API range and capabilities only', () => {
    expect(ManifestSchema.parse(manifest)).to.deep.equal({
      ...manifest,
      presets: {},
      hooks: [],
      network: false,
      native: false,
    });
  });

  it('refuses keys it does not know', () => {
    expect(problems({ ...manifest, netwrok: true })).to.deep.equal(['']);
    expect(problems({ ...manifest, provides: [{ ...bleu, extra: 1 }] })).to.deep.equal(['provides.0']);
  });

  it('refuses kinds and hooks that do not exist', () => {
    expect(problems({ ...manifest, provides: [{ ...bleu, kind: 'teapot' }] })).to.deep.equal([
      'provides.0.kind',
    ]);
    expect(problems({ ...manifest, hooks: ['step.middle'] })).to.deep.equal(['hooks.0']);
  });

  it('refuses ids and namespaces that are not kebab-case', () => {
    for (const name of ['Bleu', 'bleu_4', '4bleu', 'bleu-', '', 'std/bleu']) {
      expect(problems({ ...manifest, provides: [{ ...bleu, id: name }] })).to.deep.equal(['provides.0.id']);
      expect(problems({ ...manifest, namespace: name })).to.deep.equal(['namespace']);
    }
  });

  it('refuses files outside the package', () => {
    for (const entry of [
      'dist/bleu.js',
      '/etc/passwd',
      './../other/x.js',
      './dist/../../x.js',
      './dist/..',
    ]) {
      expect(problems({ ...manifest, provides: [{ ...bleu, entry }] })).to.deep.equal(['provides.0.entry']);
    }
    expect(problems({ ...manifest, provides: [{ ...bleu, entry: './dist/..bleu.js' }] })).to.deep.equal([]);
  });

  it('takes presets with and without a group', () => {
    expect(
      problems({ ...manifest, presets: { tiny: './tiny.yaml', 'model/small': './m/small.yaml' } }),
    ).to.deep.equal([]);
    expect(problems({ ...manifest, presets: { 'a/b/c': './x.yaml' } })).to.have.length(1);
  });
});
