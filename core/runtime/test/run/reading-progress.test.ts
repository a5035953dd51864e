import { countReading } from '@codex-ml/runtime';
import { expect } from 'chai';

/** A clock that stands still until it is moved. */
function makeClock(): { readonly now: () => Date; move(seconds: number): void } {
  let time = 1000;
  return {
    now: () => new Date(time),
    move: (seconds) => {
      time += 1000 * seconds;
    },
  };
}

describe('countReading', () => {
  it('says nothing of what takes less than two seconds', () => {
    const lines: string[] = [];
    const { now, move } = makeClock();
    const count = countReading('tokens', (line) => lines.push(line), now);
    for (let i = 0; i < 19; i++) {
      move(0.1);
      count(10);
    }
    expect(lines).to.deep.equal([]);
  });

  it('says how many texts and bytes there were', () => {
    const lines: string[] = [];
    const { now, move } = makeClock();
    const count = countReading('tokens of the train split', (line) => lines.push(line), now);
    for (let i = 0; i < 1233; i++) count(1000);
    move(2);
    count(67_000);
    expect(lines).to.deep.equal(['tokens of the train split: read 1,234 texts, 1.3 MB so far']);
  });

  it('says it less and less often, twice a minute in the end', () => {
    const lines: string[] = [];
    const { now, move } = makeClock();
    const count = countReading('tokens', (line) => lines.push(line), now);
    const secondsOfLines: number[] = [];
    for (let second = 1; second <= 600; second++) {
      move(1);
      const before = lines.length;
      count(1);
      if (lines.length > before) secondsOfLines.push(second);
    }
    expect(secondsOfLines.slice(0, 3)).to.deep.equal([2, 5, 10]);
    const waits = secondsOfLines.slice(1).map((second, i) => second - secondsOfLines[i]!);
    expect(waits).to.deep.equal([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).to.equal(30);
  });
});
