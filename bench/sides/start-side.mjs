// The parent's end of a side: a long-lived child process that answers one JSON line with one JSON line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How a line with an answer begins; others are what libraries happen to print. */
export const ANSWER = 'answer ';

/**
 * @param name what messages call the side
 * @returns `ask(request)`, which resolves to the answer; `pid`; `stop()`, which resolves when the process has ended
 */
export function startSide(name, command, args, env = process.env) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  let failure;
  const ended = new Promise((resolve) => {
    const end = (reason) => {
      failure ??= new Error(`${name} ended: ${reason}`);
      for (const { reject } of waiting.splice(0)) reject(failure);
      resolve();
    };
    child.once('error', ({ message }) => end(message));
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  });
  // what a write after the end has to say, `failure` says better
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith(ANSWER)) return console.error(`${name}: ${line}`);
    const answer = JSON.parse(line.slice(ANSWER.length));
    const { resolve, reject } = waiting.shift();
    if (answer.failure === undefined) resolve(answer);
    else reject(new Error(`${name} failed: ${answer.failure}`));
  });
  return {
    name,
    pid: child.pid,
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      }),
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A side whose child is a module of ours, such as `sides/ours.mjs`. */
export function startModule(name, url) {
  return startSide(name, process.execPath, [fileURLToPath(url)]);
}
