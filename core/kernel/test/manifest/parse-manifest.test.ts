import { parseManifest } from '@codex-ml/kernel';
import { expect } from 'chai';

const good = {
  manifest: 1,
  namespace: 'acme',
  apiVersion: '^1.0',
  provides: [
    { kind: 'metric', id: 'bleu', entry: './bleu.js', options: './bleu.schema.json', summary: 'BLEU' },
  ],
};
const parse = (field: unknown) => parseManifest('acme-bleu', field, 'package.json');

describe('parseManifest', () => {
  it('fills in what may be left out', () => {
    const { manifest } = parse(good);
    expect(manifest).to.include({ namespace: 'acme', network: false, native: false });
    expect(manifest?.hooks).to.deep.equal([]);
    expect(manifest?.presets).to.deep.equal({});
  });

  it('says that a package without the field is no plugin', () => {
    expect(parse(undefined).errors.map(({ code }) => code)).to.deep.equal(['CML3104']);
  });

  it('stops at an unknown format number, whose other fields it cannot judge', () => {
    const { errors } = parse({ manifest: 2, wings: 4 });
    expect(errors.map(({ title }) => title)).to.deep.equal([
      'manifest of `acme-bleu` has format 2, this host reads format 1',
    ]);
  });

  it('asks for the format number where there is none', () => {
    const { manifest, ...rest } = good;
    expect(manifest).to.equal(1);
    expect(parse(rest).errors[0]?.hints).to.deep.equal(['write `"manifest": 1`']);
  });

  it('reports all problems of the shape together, each with its path and the nearest name', () => {
    const { errors } = parse({
      ...good,
      hooks: ['step.ends'],
      provides: [{ ...good.provides[0], kind: 'metrc', entry: '../bleu.js' }],
    });
    expect(errors.map(({ code }) => code)).to.deep.equal(['CML3105', 'CML3105', 'CML3105']);
    const titles = errors.map(({ title }) => title).join('\n');
    for (const path of ['codexMl.provides.0.kind', 'codexMl.provides.0.entry', 'codexMl.hooks.0']) {
      expect(titles).to.include(`\`${path}\``);
    }
    const hints = errors.flatMap((error) => error.hints);
    expect(hints).to.include('did you mean `metric`?').and.to.include('did you mean `step.end`?');
  });

  it('shows a good value where the API range is missing', () => {
    const { apiVersion, ...rest } = good;
    expect(apiVersion).to.equal('^1.0');
    expect(parse(rest).errors[0]?.hints.join()).to.include('"apiVersion": "^1.0"');
  });

  it('refuses the namespace of plugins without a package', () => {
    expect(parse({ ...good, namespace: 'local' }).errors[0]?.code).to.equal('CML3110');
  });

  for (const field of [null, [], 'yes', 1]) {
    it(`survives ${JSON.stringify(field)} in place of an object`, () => {
      expect(parse(field).errors[0]?.code).to.equal('CML3105');
    });
  }
});
