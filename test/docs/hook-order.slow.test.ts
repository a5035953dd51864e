// The order of hooks that the reference shows, held against a real run in which one plugin taps every hook.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HOOKS } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import { runCli } from '../e2e/cli-process.js';

interface OrderPage {
  readonly HOOK_ORDER: readonly { readonly phase: string; readonly hooks: readonly string[] }[];
  readonly OTHER_ORDER: readonly { readonly when: string; readonly hooks: readonly string[] }[];
}

const RECORDER = `
import { appendFileSync } from 'node:fs';
import { defineExtension, defineOptions, HOOKS } from '@codex-ml/plugin-api';
export default defineExtension({ id: 'recorder', apiVersion: '^1.0', options: defineOptions({}), setup({ ctx }) {
  for (const [hook, { policy }] of Object.entries(HOOKS)) ctx.hooks.tap(hook, (payload) => {
    appendFileSync('seen.txt', hook + '\\n');
    return policy === 'transform' ? payload : policy === 'guard' ? true : undefined;
  });
} });
`;
const CONFIG = `extends: [std/tiny]
run: { name: order }
engine: tfjs
plugins: [./recorder.js]
data: { cache: false }
extensions: [recorder]
train: { steps: 4, evaluateEvery: 2, checkpointEvery: 4 }
`;

describe('the order of hooks that the reference shows', function () {
  this.timeout(120_000);
  let folder: string;
  let page: OrderPage;

  before(async () => {
    page = (await import(pathToFileURL(join(ROOT, 'scripts/docs/hook-order.mjs')).href)) as OrderPage;
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-ml-order-')));
    mkdirSync(join(folder, 'node_modules/@codex-ml'), { recursive: true });
    symlinkSync(join(ROOT, 'core/plugin-api'), join(folder, 'node_modules/@codex-ml/plugin-api'), 'dir');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'recorder.js'), RECORDER);
    writeFileSync(join(folder, 'codex-ml.config.yaml'), CONFIG);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Hooks that a command fired, repetitions taken together. */
  async function record(...args: readonly string[]): Promise<readonly string[]> {
    rmSync(join(folder, 'seen.txt'), { force: true });
    const { code, stderr } = await runCli(args, { cwd: folder });
    expect(code, stderr).to.equal(0);
    const lines = readFileSync(join(folder, 'seen.txt'), 'utf8').trimEnd().split('\n');
    return lines.filter((line, at) => line !== lines[at - 1]);
  }

  it('is that of a training run', async () => {
    const phase = Object.fromEntries(page.HOOK_ORDER.map(({ phase: name, hooks }) => [name, hooks]));
    const { begin, evaluate, step, checkpoint, end } = phase as Record<string, readonly string[]>;
    const twoSteps = [...step!, ...step!];
    const seen = await record('train');
    // The rows of a step precede those of its evaluation, which is why `metric` comes once.
    const saved = (list: readonly string[]) => list.filter((hook) => hook !== checkpoint![0]);
    expect(saved(seen)).to.deep.equal([
      ...begin!,
      ...evaluate!,
      ...[...twoSteps, ...evaluate!],
      ...[...twoSteps, ...evaluate!],
      ...end!,
    ]);
    expect(seen.at(-2)).to.equal(checkpoint![0]);
  });

  it('is that of the other commands', async () => {
    for (const { when, hooks } of page.OTHER_ORDER) {
      const command = when.replaceAll('`', '');
      const more = command === 'generate' ? ['--prompt', 'a', '--max-new-tokens', '3'] : [];
      expect(await record(command, ...more)).to.deep.equal(hooks);
    }
  });

  it('names each hook that fires now; the others belong to commands that are still to come', () => {
    const named = [...page.HOOK_ORDER, ...page.OTHER_ORDER].flatMap(({ hooks }) => hooks);
    const silent = Object.keys(HOOKS).filter((hook) => !named.includes(hook));
    expect(silent).to.deep.equal(['serve.request', 'trial.end']);
  });
});
