// The start-up goal is 200 ms over bare Node on a quiet machine. Printed always; the bound here only catches a heavy import.
import { expect } from 'chai';
import { describeStartup, measureStartup } from './measure-startup.js';

const LOOSE_BOUND_MS = 1000;

describe('start-up time', () => {
  it('of codex-ml --help stays near that of node itself', function () {
    this.timeout(60_000);
    const times = measureStartup(11);
    process.stdout.write(`\n  ${describeStartup(times)}\n`);
    expect(times.help - times.bare).to.be.lessThan(LOOSE_BOUND_MS);
  });
});
