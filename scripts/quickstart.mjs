// The first thing a newcomer runs: trains the quickstart preset on the bundled book and prints a sample of what it learnt.
// Arguments go to `codex-ml train`, such as `--set train.steps=50` or `--fresh`.
import { join } from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';

const node = await ensureReady('product');
let said = '';
process.exitCode = await codexMl(
  ['train', '--preset', 'std/quickstart', ...process.argv.slice(2)],
  (text) => {
    process.stdout.write(text);
    said += text;
  },
);
const folder = /^completed at step .*: (.+)$/m.exec(said)?.[1];
if (process.exitCode === 0 && folder !== undefined) {
  console.log('\nA sample:\n');
  process.exitCode = await codexMl(['generate', folder]);
}

/** Progress goes to the terminal as it is; what the command has to say in the end is also handed to `onStdout`. */
function codexMl(args, onStdout) {
  return runCommand(node, [join(ROOT, 'cli', 'bin', 'codex-ml.js'), ...args], {
    env: childEnvironment(node),
    onStdout,
  });
}
