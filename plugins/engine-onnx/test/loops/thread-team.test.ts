import { MOST_RANGES } from '@codex-ml/engine-onnx/dist/loops/team-protocol.js';
import { type RowRange, type TeamModule, ThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { OutOfMemory, placeInBank, SharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import {
  block,
  branch,
  branchIf,
  type Code,
  fillMemory,
  get,
  i32,
  loop,
  set,
} from '@codex-ml/engine-onnx/dist/wasm/code.js';
import { encodeModule } from '@codex-ml/engine-onnx/dist/wasm/encode-module.js';
import { expect } from 'chai';

const [ARGUMENTS, BEGIN, END, SCRATCH, PART] = [0, 1, 2, 3, 4] as const;
const PARAMETERS = 5;

const compile = (...functions: Code[]) =>
  encodeModule(functions.map((code) => ({ parameters: PARAMETERS, locals: ['i32'] as const, code })));

/** Bytes `begin` to `end` of the array become the part's number plus something. */
const mark = (plus: number): Code => [
  ...[...get(ARGUMENTS), ...get(BEGIN), ...i32.add()],
  ...[...get(PART), ...i32.const(plus), ...i32.add()],
  ...[...get(END), ...get(BEGIN), ...i32.const(-1), ...i32.mul(), ...i32.add()],
  ...fillMemory(),
];

/** Fails on the ranges that begin at 0. */
const failAtFirst: Code = block(
  [...get(BEGIN), ...branchIf(0)],
  // Beyond the memory.
  [...i32.const(-1), ...i32.const(0), ...i32.const(64), ...fillMemory()],
);

/** Goes round a thousand times for each row, so that others wake up and take their ranges. */
const slowly = (code: Code): Code => [
  ...[...get(END), ...get(BEGIN), ...i32.const(-1), ...i32.mul(), ...i32.add()],
  ...[...i32.const(100_000), ...i32.mul(), ...set(PARAMETERS)],
  ...block(
    loop(
      [...get(PARAMETERS), ...i32.const(1), ...i32.less(), ...branchIf(1)],
      [...get(PARAMETERS), ...i32.const(-1), ...i32.add(), ...set(PARAMETERS)],
      branch(0),
    ),
  ),
  ...code,
];

/** `count` ranges of `rows` rows, with parts that fit into a byte. */
const rangesOf = (count: number, rows: number): RowRange[] =>
  Array.from({ length: count }, (_, i) => ({ begin: i * rows, end: (i + 1) * rows, part: i % 50 }));

describe('a team of threads', () => {
  const memory = new SharedMemory({ pages: 4096, banks: 1 });
  const team = new ThreadTeam(memory, 2);
  const array = memory.allocate(65_536)!;
  const bytes = memory.view(Uint8Array, array.address, array.bytes);
  let marking: TeamModule;
  before(() => {
    marking = team.load(compile(mark(1), slowly(mark(100))));
  });
  beforeEach(() => bytes.fill(0));

  function expectMarks(ranges: readonly RowRange[], plus: number): void {
    for (const { begin, end, part } of ranges) {
      const own = bytes.subarray(begin, end);
      expect(
        own.every((byte) => byte === part + plus),
        `rows ${begin} to ${end}`,
      ).to.equal(true);
    }
    expect(bytes[ranges.at(-1)!.end] ?? 0).to.equal(0);
  }

  it('counts its caller', () => {
    expect(team.size).to.equal(3);
  });

  it('runs every range of a job once, however many there are', () => {
    for (const count of [1, 2, 3, 100, MOST_RANGES, MOST_RANGES + 1, 1000]) {
      bytes.fill(0);
      const ranges = rangesOf(count, 13);
      team.run(marking, 0, array.address, ranges, true);
      expectMarks(ranges, 1);
    }
  });

  it('shares slow jobs with its members and has all of it when it returns', () => {
    for (let job = 0; job < 20; job++) {
      bytes.fill(0);
      const ranges = rangesOf(30, 3);
      team.run(marking, 1, array.address, ranges, true);
      expectMarks(ranges, 100);
    }
  });

  it('runs thousands of short jobs one after the other', () => {
    for (let job = 0; job < 5000; job++) {
      const ranges = rangesOf(4, 1 + (job % 7));
      bytes.fill(0, 0, 64);
      team.run(marking, 0, array.address, ranges, true);
      const { begin, end, part } = ranges[job % 4]!;
      if (bytes[begin] !== part + 1 || bytes[end - 1] !== part + 1) expect.fail(`job ${job}`);
    }
  });

  it('knows several modules at once, and the others when one is released', () => {
    const second = team.load(compile(slowly(mark(50))));
    const third = team.load(compile(mark(7)));
    const ranges = rangesOf(16, 5);
    const expectRun = (module: TeamModule, plus: number): void => {
      bytes.fill(0);
      team.run(module, 0, array.address, ranges, true);
      expectMarks(ranges, plus);
    };
    expectRun(second, 50);
    expectRun(third, 7);
    expectRun(marking, 1);
    second.release();
    expectRun(third, 7);
    expectRun(marking, 1);
    third.release();
  });

  it('gives each thread scratch memory of its own, as large as the largest that was asked for', () => {
    const scratching = (size: number) =>
      team.load(
        compile(
          slowly([...get(SCRATCH), ...i32.const(0xff), ...i32.const(size), ...fillMemory(), ...mark(1)]),
        ),
      );
    const ranges = rangesOf(12, 5);
    for (const size of [100, 20_000, 500, 300_000]) {
      team.reserveScratch(size);
      const guard = memory.allocate(4096)!;
      const around = memory.view(Uint8Array, guard.address, guard.bytes).fill(3);
      const module = scratching(size);
      bytes.fill(0);
      team.run(module, 0, array.address, ranges, true);
      expectMarks(ranges, 1);
      expect(around.every((byte) => byte === 3)).to.equal(true);
      memory.release(guard);
      module.release();
    }
    const grown = memory.allocatedBytes;
    team.reserveScratch(200_000);
    expect(memory.allocatedBytes).to.equal(grown);
  });

  it('reaches banks that came after it', () => {
    const banked = new SharedMemory({ pages: 4, banks: 3 });
    const own = new ThreadTeam(banked, 2);
    const blocks = [1, 2, 3].map(() => banked.allocate(200_000)!);
    const last = blocks.at(-1)!;
    expect(banked.memories.length).to.equal(3);
    const module = own.load(
      encodeModule(
        [
          {
            parameters: PARAMETERS,
            locals: ['i32'],
            code: slowly([
              ...[...i32.const(placeInBank(last.address)), ...get(BEGIN), ...i32.add()],
              ...[...get(PART), ...[...get(END), ...get(BEGIN), ...i32.sub()], ...fillMemory(2)],
            ]),
          },
        ],
        3,
      ),
      3,
    );
    const ranges = rangesOf(40, 5);
    own.run(module, 0, 0, ranges, true);
    const marked = banked.view(Uint8Array, last.address, 200);
    expect([...marked]).to.deep.equal(ranges.flatMap(({ part }) => Array.from({ length: 5 }, () => part)));
    for (const { address } of blocks.slice(0, 2)) {
      expect(banked.view(Uint8Array, address, 1000).every((byte) => byte === 0)).to.equal(true);
    }
  });

  it('says that scratch memory cannot be had, and keeps what it has', () => {
    const before = memory.allocatedBytes;
    expect(() => team.reserveScratch(2 ** 28)).to.throw(OutOfMemory);
    expect(memory.allocatedBytes).to.equal(before);
    const ranges = rangesOf(3, 5);
    team.run(marking, 0, array.address, ranges, true);
    expectMarks(ranges, 1);
  });

  it('reports a range that failed, on whichever thread, and runs the next job', () => {
    const failing = team.load(compile(slowly([...failAtFirst, ...mark(1)])));
    const ranges = rangesOf(12, 5);
    const backwards = ranges.toReversed();
    for (const order of [ranges, backwards]) {
      bytes.fill(0);
      let code: unknown;
      try {
        team.run(failing, 0, array.address, order, true);
      } catch (error) {
        ({ code } = error as { code: string });
      }
      expect(code).to.equal('CML9001');
      // The others were done all the same.
      expectMarks(ranges.slice(1), 1);
      team.run(marking, 0, array.address, ranges, true);
      expectMarks(ranges, 1);
    }
    failing.release();
  });

  it('leaves short jobs to the caller', () => {
    const ranges = rangesOf(5, 5);
    team.run(marking, 0, array.address, ranges, false);
    expectMarks(ranges, 1);
  });
});
