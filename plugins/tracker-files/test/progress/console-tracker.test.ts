import { createConsoleTracker } from '@codex-ml/tracker-files/dist/progress/console-tracker.js';
import { expect } from 'chai';
import { row } from '../make-tracker.js';

function makeConsole({
  isTTY = false,
  interval = 5,
  curve = false,
  environment = {},
}: {
  isTTY?: boolean;
  interval?: number;
  curve?: boolean;
  environment?: NodeJS.ProcessEnv;
} = {}) {
  let now = 0;
  let text = '';
  const tracker = createConsoleTracker({
    options: { interval, curve },
    run: { steps: 100, resumedFrom: null },
    stream: {
      isTTY,
      columns: 80,
      write: (chunk) => {
        text += chunk;
      },
    },
    clock: () => now,
    environment,
  });
  return {
    tracker,
    text: () => text,
    lines: () => text.split('\n').slice(0, -1),
    at: async (milliseconds: number, ...rows: Parameters<typeof tracker.log>[0][number][]) => {
      now = milliseconds;
      await tracker.log(rows);
    },
  };
}

const validation = (step: number, value: number, metric = 'loss') =>
  row(step, value, { split: 'validation', metric });
const ESCAPE = '\u001b';

describe('the console, not on a terminal', () => {
  it('prints whole lines at the interval, and every evaluation', async () => {
    const { at, lines } = makeConsole();
    await at(1000, row(1, 3));
    await at(2000, row(2, 2.9));
    await at(2500, validation(2, 2.95), validation(2, 19.1, 'perplexity'));
    await at(5900, row(5, 2.8));
    await at(6000, row(6, 2.7));
    expect(lines()).to.deep.equal([
      'step   1/100  loss 3.0000  eta 1m39s',
      'step   2/100  validation loss 2.9500  perplexity 19.1000',
      'step   6/100  loss 2.7000  eta 1m34s',
    ]);
  });

  it('prints every step at interval 0', async () => {
    const { at, lines } = makeConsole({ interval: 0 });
    await at(1, row(1, 3), row(2, 2), row(3, 1));
    expect(lines()).to.have.lengthOf(3);
  });

  it('ends with a chart and a summary, once, and without escape codes', async () => {
    const { at, tracker, text, lines } = makeConsole({ curve: true });
    await at(1000, row(1, 3), row(2, 2), row(3, 1));
    await tracker.close('completed');
    await tracker.close('completed');
    expect(lines().filter((line) => line.startsWith('completed'))).to.deep.equal([
      'completed 3 of 100 steps in 1s, loss 1.0000',
    ]);
    expect(lines()).to.include('training loss');
    expect(text()).not.to.contain(ESCAPE);
  });

  it('draws no chart when asked not to', async () => {
    const { at, tracker, lines } = makeConsole();
    await at(1000, row(1, 3), row(2, 2));
    await tracker.close('failed');
    expect(lines().at(-1)).to.match(/^failed 2 of 100/);
    expect(lines()).not.to.include('training loss');
  });
});

describe('the console on a terminal', () => {
  it('redraws one line, at most ten times a second', async () => {
    const { at, text } = makeConsole({ isTTY: true, environment: { NO_COLOR: '1' } });
    await at(1000, row(1, 3));
    await at(1050, row(2, 2.9));
    await at(1100, row(3, 2.8));
    expect(text()).to.equal(
      `\r${ESCAPE}[2Kstep   1/100  loss 3.0000  eta 1m39s\r${ESCAPE}[2Kstep   3/100  loss 2.8000  eta 36s`,
    );
  });

  it('clears that line before one that stays', async () => {
    const { at, text } = makeConsole({ isTTY: true, environment: { NO_COLOR: '1' } });
    await at(1000, row(1, 3));
    await at(1500, validation(1, 3.1));
    expect(text().endsWith(`\r${ESCAPE}[2Kstep   1/100  validation loss 3.1000\n`)).to.equal(true);
  });

  it('uses colour, unless NO_COLOR is set', async () => {
    const coloured = makeConsole({ isTTY: true });
    await coloured.at(1000, row(1, 3));
    expect(coloured.text()).to.contain(`${ESCAPE}[1m`);
    const plain = makeConsole({ isTTY: true, environment: { NO_COLOR: '1' } });
    await plain.at(1000, row(1, 3));
    expect(plain.text()).not.to.contain(`${ESCAPE}[1m`);
  });

  for (const environment of [{ TERM: 'dumb' }, { CI: 'true' }]) {
    it(`prints whole lines under ${Object.keys(environment)[0]}=${Object.values(environment)[0]}`, async () => {
      const { at, lines } = makeConsole({ isTTY: true, environment: { NO_COLOR: '1', ...environment } });
      await at(1000, row(1, 3));
      expect(lines()).to.deep.equal(['step   1/100  loss 3.0000  eta 1m39s']);
    });
  }
});
