// The compiled engine on machines that lack one of the things that make it fast: the same numbers by a slower way.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

interface Trained {
  /** Whether sessions go through the C interface of ONNX Runtime, without copies. */
  readonly native: boolean;
  /** Whether there is a memory that threads share, and so loops. */
  readonly shared: boolean;
  readonly losses: readonly number[];
}

const SCRIPT = fileURLToPath(new URL('./train-in-process.js', import.meta.url));

/** A machine on which no package of that name was installed, as npm leaves it when a binary does not fit. */
const without = (name: string) =>
  `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        if (specifier !== '${name}') return next(specifier, context);
        throw Object.assign(new Error('Cannot find module ' + specifier), { code: 'MODULE_NOT_FOUND' });
      },
    });`)}`;

/** A machine that gives no shared memory of the size that the engine asks for. */
const WITHOUT_SHARED = `data:text/javascript,${encodeURIComponent(`
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(description) {
      if (description.shared) throw new RangeError('WebAssembly.Memory(): could not allocate memory');
      super(description);
    }
  };`)}`;

function train(...imports: readonly string[]): Trained {
  const args = [...imports.flatMap((url) => ['--import', url]), SCRIPT];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status, stderr).to.equal(0);
  return JSON.parse(stdout) as Trained;
}

describe('the compiled engine', function () {
  this.timeout(60_000);
  let whole: Trained;
  before(() => {
    whole = train();
    expect(whole.losses[2]).to.be.below(whole.losses[0]!);
  });

  for (const [what, url, expected] of [
    ['without koffi, by sessions of onnxruntime-node', without('koffi'), { native: false, shared: true }],
    ['without memory to share, as one session', WITHOUT_SHARED, { native: false, shared: false }],
  ] as const) {
    it(`trains ${what}`, () => {
      const { losses, ...ways } = train(url);
      expect(ways).to.deep.equal(expected);
      losses.forEach((loss, i) => {
        expect(loss, `step ${i + 1}`).to.be.closeTo(whole.losses[i]!, 1e-5);
      });
    });
  }
});
