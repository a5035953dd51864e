// Start one child process and wait for it. Knows nothing about what it runs.
import { spawn } from 'node:child_process';
import { ROOT } from './node-binary.mjs';

/**
 * Run a command with inherited output and closed input. Ctrl-C reaches the child through the terminal; this process
 * then waits for it to end in its own way. A termination signal is passed on. With `onStdout`, the child's output goes there.
 * @returns {Promise<number>} its exit code; 1 where a signal ended it
 */
export function runCommand(
  command,
  args,
  { cwd = ROOT, env = process.env, shell = false, stdio, onStdout } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      stdio: stdio ?? ['ignore', onStdout === undefined ? 'inherit' : 'pipe', 'inherit'],
    });
    child.stdout?.setEncoding('utf8').on('data', onStdout);
    const wait = () => undefined;
    const passOn = () => child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', passOn);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', passOn);
      resolve(code ?? 1);
    });
  });
}
