import { defineConfig, type UserConfig } from '@codex-ml/config';
import { expect } from 'chai';

// As a plugin package would: these ids are known to the compiler, with their options.
declare module '@codex-ml/plugin-api' {
  interface CapabilityOptions {
    'model:typed/gru': { readonly layers?: number; readonly cell?: 'plain' | 'minimal' };
    'dataset:typed/poems': { readonly path: string };
    'metric:typed/chrf': { readonly n?: number; orders?: number[] };
    'metric:typed/plain': Record<string, never>;
  }
}

describe('defineConfig', () => {
  it('returns what it is given', () => {
    const config = { train: { steps: 3 }, model: 'gru' } as const;
    expect(defineConfig(config)).to.equal(config);
  });

  it('accepts known plugins by short and full id, with their options', () => {
    const configs: UserConfig[] = [
      defineConfig({ model: 'gru' }),
      defineConfig({ model: 'typed/gru' }),
      defineConfig({ model: { use: 'gru', layers: 2, cell: 'minimal' } }),
      defineConfig({ dataset: { use: 'typed/poems', path: 'a.txt', split: { validation: 0.2 } } }),
      defineConfig({ metrics: ['chrf', { use: 'typed/chrf', n: 3 }, 'acme/other'] }),
      defineConfig({ metrics: [{ use: 'chrf', orders: [1, 2] }, { use: 'plain' }] }),
    ];
    expect(configs).to.have.length(6);
  });

  it('leaves plugins open that declare no types, and sections that leave the choice to lower layers', () => {
    const config = defineConfig({
      extends: ['std/quickstart'],
      model: { use: 'acme/rnn', cells: 4 },
      optimizer: { lr: 0.1 },
      launcher: null,
      metrics: [{ use: 'acme/bleu', n: 4 }],
    });
    expect(config.optimizer).to.deep.equal({ lr: 0.1 });
  });

  it('refuses wrong options of known plugins and wrong host keys at compile time', () => {
    const wrong = [
      // @ts-expect-error: no such option of this plugin
      defineConfig({ model: { use: 'gru', layres: 2 } }),
      // @ts-expect-error: wrong type of option
      defineConfig({ model: { use: 'typed/gru', layers: 'two' } }),
      // @ts-expect-error: not one of the choices
      defineConfig({ model: { use: 'typed/gru', cell: 'large' } }),
      // @ts-expect-error: a required option is missing
      defineConfig({ dataset: { use: 'poems' } }),
      // @ts-expect-error: no such option in an entry of a list
      defineConfig({ metrics: ['chrf', { use: 'chrf', m: 3 }] }),
      // @ts-expect-error: an option of a plugin that has none
      defineConfig({ metrics: [{ use: 'plain', n: 3 }] }),
      // @ts-expect-error: no such key of the host
      defineConfig({ train: { stpes: 1 } }),
      // @ts-expect-error: no such section
      defineConfig({ trian: { steps: 1 } }),
    ];
    expect(wrong).to.have.length(8);
  });
});
