// Signals sent to a process that catches them, and to one that has stopped catching them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';

const MODULE = new URL('../../dist/terminal/interrupt-signal.js', import.meta.url).href;

/** Catches signals, prints what it hears of them, and would go on for ever. */
const PROGRAM = `
  const { catchInterrupt } = await import(${JSON.stringify(MODULE)});
  const interrupt = catchInterrupt((name) => console.log('heard ' + name));
  interrupt.signal.addEventListener('abort', () => {
    console.log('received ' + interrupt.received());
    if (process.argv[1] === 'dispose') { interrupt.dispose(); console.log('disposed'); }
  });
  setInterval(() => {}, 1000);
  console.log('ready');`;

/** Sends the signals, each after the line that it waits for; gives the lines and how the process ended. */
async function send(signals: readonly (readonly [NodeJS.Signals, string])[], mode = 'keep') {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const waiting = [...signals];
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (waiting[0]?.[1] === line) child.kill(waiting.shift()![0]);
  }
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  return { lines, code, signal };
}

describe('catchInterrupt', () => {
  it('asks for an orderly stop at the first SIGINT, and ends the process with 130 at the second', async () => {
    const { lines, code, signal } = await send([
      ['SIGINT', 'ready'],
      ['SIGINT', 'received SIGINT'],
    ]);
    expect(lines).to.deep.equal(['ready', 'heard SIGINT', 'received SIGINT']);
    expect({ code, signal }).to.deep.equal({ code: 130, signal: null });
  });

  it('takes SIGTERM for an orderly stop too, after which one SIGINT is enough', async () => {
    const { lines, code } = await send([
      ['SIGTERM', 'ready'],
      ['SIGINT', 'received SIGTERM'],
    ]);
    expect(lines).to.deep.equal(['ready', 'heard SIGTERM', 'received SIGTERM']);
    expect(code).to.equal(130);
  });

  it('leaves signals to the system once it is disposed of', async () => {
    const { code, signal } = await send(
      [
        ['SIGINT', 'ready'],
        ['SIGTERM', 'disposed'],
      ],
      'dispose',
    );
    expect({ code, signal }).to.deep.equal({ code: null, signal: 'SIGTERM' });
  });
});
