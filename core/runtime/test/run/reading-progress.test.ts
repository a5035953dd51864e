import { setTimeout as sleep } from 'node:timers/promises';
import { countHashing, countReading, describeReading, whileWaiting } from '@codex-ml/runtime';
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

describe('countHashing', () => {
  it('begins with the first bytes, says nothing of what is short, then how much there was', () => {
    const lines: string[] = [];
    const { now, move } = makeClock();
    const count = countHashing('sources', (line) => lines.push(line), now);
    move(60);
    count(4_000_000);
    move(1.9);
    count(4_000_000);
    expect(lines).to.deep.equal([]);
    move(0.1);
    count(4_000_000);
    expect(lines).to.deep.equal(['sources: hashed 12 MB so far']);
  });
});

describe('describeReading', () => {
  it('says what was read before what it is for takes its time', () => {
    expect(describeReading('tokenizer `std/bpe`', 1234, 5_600_000)).to.equal(
      'tokenizer `std/bpe`: read 1,234 texts, 5.6 MB; learning from them',
    );
  });
});

describe('whileWaiting', () => {
  it('gives what comes of the work, and says nothing of what is short', async () => {
    const lines: string[] = [];
    expect(
      await whileWaiting(
        'description',
        (line) => lines.push(line),
        async () => 5,
      ),
    ).to.equal(5);
    expect(lines).to.deep.equal([]);
  });

  it('says that it is under way, and stops when it is over', async () => {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    await whileWaiting('description', print, () => sleep(120), 60);
    await sleep(120);
    expect(lines).to.deep.equal(['description: 0 s so far']);
  });
});
