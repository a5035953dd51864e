// A process that does nothing but keep one core busy, and that ends when whoever started it is gone.
import { spawn } from 'node:child_process';

const SPIN = 'const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e7; i++);';

/** @returns `stop()` */
export function keepCoreBusy() {
  const child = spawn(process.execPath, ['--eval', SPIN], { stdio: 'ignore' });
  return { stop: () => child.kill('SIGKILL') };
}
