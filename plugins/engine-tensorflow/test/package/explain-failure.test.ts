// Texts of the recorded packages, and of the loaders of Linux, macOS and Windows.
import { readFileSync } from 'node:fs';
import { explainFailure } from '@codex-ml/engine-tensorflow/dist/package/explain-failure.js';
import { expect } from 'chai';

interface Recording {
  readonly packages: readonly {
    readonly manifest: { readonly name: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu' };
    readonly bindingMissing: { readonly code: null; readonly message: string };
    readonly bindingDamaged: { readonly code: string; readonly message: string };
  }[];
}

const { packages } = JSON.parse(
  readFileSync(new URL('../../test/recorded/packages.json', import.meta.url), 'utf8'),
) as Recording;
const root = '/project/node_modules/@tensorflow/tfjs-node';
const found = { name: '@tensorflow/tfjs-node', version: '4.22.0', root } as const;

const refused = (message: string) =>
  explainFailure(Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' }), found, 'std/tensorflow');

describe('explainFailure', () => {
  for (const { manifest, bindingMissing, bindingDamaged } of packages) {
    const { name } = manifest;
    it(`knows what ${name} says when its binding is missing, and where it looked`, () => {
      const cause = new Error(bindingMissing.message.replaceAll('{root}', root));
      const { code, title } = explainFailure(cause, { ...found, name }, 'std/tensorflow');
      expect(code).to.equal('CML5132');
      expect(title).to.equal(
        `\`${name}\` is installed without its native binding: ${root}/lib/napi-v8/tfjs_binding.node is missing`,
      );
    });

    it(`knows what the loader says when the binding of ${name} is damaged`, () => {
      const { message, code } = bindingDamaged;
      const error = explainFailure(
        Object.assign(new Error(message), { code }),
        { ...found, name },
        'std/tensorflow',
      );
      expect(error.code).to.equal('CML5133');
      expect(error.hints).to.deep.equal([
        `it was built for another machine or Node, or is damaged: \`npm rebuild ${name}\` on this machine, with this Node`,
      ]);
    });
  }

  for (const [what, message, hint] of [
    [
      'libtensorflow is missing',
      'libtensorflow.so.2: cannot open shared object file: No such file or directory',
      /^libtensorflow is missing from deps\/lib|^copy deps\/lib\/tensorflow\.dll/,
    ],
    [
      'libtensorflow is missing on macOS',
      'dlopen(/x/tfjs_binding.node, 0x0001): Library not loaded: @loader_path/../../deps/lib/libtensorflow.2.dylib\n  Referenced from: …',
      /^libtensorflow is missing from deps\/lib|^copy deps\/lib\/tensorflow\.dll/,
    ],
    [
      'a library is missing on Windows',
      'The specified module could not be found.\n\\\\?\\C:\\x\\tfjs_binding.node',
      /^libtensorflow is missing from deps\/lib|^copy deps\/lib\/tensorflow\.dll/,
    ],
    [
      'the system is too old',
      "/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by /x/tfjs_binding.node)",
      /older than the one the binding was built on.*--build-addon-from-source/,
    ],
    [
      'it was built for another Node',
      "The module '/x/tfjs_binding.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 93.",
      /^it was built for another machine or Node/,
    ],
    [
      'it was built for another machine',
      "dlopen(/x/tfjs_binding.node, 0x0001): tried: '/x/tfjs_binding.node' (mach-o file, but is an incompatible architecture (have 'x86_64', need 'arm64'))",
      /^it was built for another machine or Node/,
    ],
    [
      'it is not a library',
      '/x/tfjs_binding.node: invalid ELF header',
      /^it was built for another machine or Node/,
    ],
    [
      'it does not fit libtensorflow',
      '/x/tfjs_binding.node: undefined symbol: TFE_NewContext',
      /of different versions: remove the folders `deps` and `lib`/,
    ],
  ] as const) {
    it(`says what to do where ${what}`, () => {
      const { code, title, hints } = refused(message);
      expect(code).to.equal('CML5133');
      expect(title).to.equal(
        `the native binding of \`@tensorflow/tfjs-node\` cannot be loaded: ${message.replace(/\s+/g, ' ')}`,
      );
      expect(hints[0]).to.match(hint);
    });
  }

  it('names the libraries of CUDA that the binding cannot be loaded without', () => {
    const { code, title, cause } = refused(
      'libcudnn.so.8: cannot open shared object file: No such file or directory',
    );
    expect(code).to.equal('CML5134');
    expect(title).to.match(
      /^`@tensorflow\/tfjs-node` finds no GPU, for these libraries are missing: libcudnn\.so\.8/,
    );
    expect(cause).to.be.instanceOf(Error);
  });

  it('passes on whatever else is thrown, errors or not', () => {
    for (const thrown of [
      new TypeError('x is not a function\n  at y'),
      { message: 'x is not a function' },
      'x is not a function',
    ]) {
      const { code, title } = explainFailure(thrown, found, 'std/tensorflow');
      expect(code).to.equal('CML5138');
      expect(title).to.equal('`@tensorflow/tfjs-node` cannot be loaded: x is not a function');
    }
  });
});
