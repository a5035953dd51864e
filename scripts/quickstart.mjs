// The first thing a newcomer runs: trains the quickstart preset on the bundled book and prints a sample of what it learnt.
// Arguments go to `codex-ml train`, such as `--set train.steps=50` or `--fresh`.
import { join } from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

const node = await ensureReady();
const codexMl = (...args) =>
  runCommand(node, [join(ROOT, 'cli', 'bin', 'codex-ml.js'), ...args], { env: childEnvironment(node) });

const trained = await codexMl('train', '--preset', 'std/quickstart', ...process.argv.slice(2));
process.exitCode = trained === 0 ? await codexMl('generate') : trained;
