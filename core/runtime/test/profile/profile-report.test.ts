import type { ProfileEvent } from '@codex-ml/plugin-api';
import { chromeTrace, makeProfileReport } from '@codex-ml/runtime';
import { expect } from 'chai';

function event(more: Partial<ProfileEvent>): ProfileEvent {
  return {
    kind: 'operator',
    program: 'train-step',
    operator: 'MatMul',
    name: 'MatMul_0',
    kernel: 'BatchMatMul',
    variable: 'blocks.0.mlp.up.weight',
    start: 1000,
    duration: 2,
    flops: 4e6,
    bytes: 100,
    detail: {},
    ...more,
  };
}

const events = [
  event({
    kind: 'run',
    operator: 'train-step',
    name: 'train-step',
    duration: 6,
    kernel: null,
    variable: null,
    flops: null,
  }),
  event({}),
  event({ start: 1002 }),
  event({
    start: 1004,
    operator: 'Add',
    name: 'Add_1',
    kernel: 'Add',
    variable: null,
    flops: null,
    duration: 1,
  }),
  event({
    start: 1005,
    kind: 'section',
    operator: 'update',
    name: 'update',
    kernel: null,
    variable: null,
    flops: null,
    bytes: null,
    duration: 1,
  }),
];

const report = makeProfileReport({
  runId: 'demo',
  engine: 'std/onnx',
  device: 'cpu',
  first: 6,
  last: 7,
  warmUp: 5,
  seconds: [0.004, 0.004],
  secondsBefore: [0.002, 0.9, 0.002],
  events,
  modelFlopsPerStep: 1e6,
  peakFlopsPerSecond: 1e9,
});

describe('the report of a profile', () => {
  it('counts operators and sections, not the runs around them, the slowest first', () => {
    expect(
      report.operators.map(({ name, calls, milliseconds }) => [name, calls, milliseconds]),
    ).to.deep.equal([
      ['MatMul', 2, 4],
      ['Add', 1, 1],
      ['update', 1, 1],
    ]);
  });

  it('shares out the time of the steps, and says what is left', () => {
    expect(report.operators.map(({ share }) => share)).to.deep.equal([0.5, 0.125, 0.125]);
    expect(report.outsideMilliseconds).to.equal(2);
  });

  it('gives products their rate, and other operators none', () => {
    const [product, sum, update] = report.operators;
    expect(product).to.include({ flops: 8e6, gigaflopsPerSecond: 2, bytes: 200 });
    expect(sum).to.include({ flops: null, gigaflopsPerSecond: null, bytes: 100 });
    expect(update).to.include({ flops: null, bytes: null });
  });

  it('groups by kernel, by the part of the model, and by place', () => {
    expect(report.kernels.map(({ name }) => name)).to.deep.equal(['BatchMatMul', 'Add']);
    expect(report.modules.map(({ name, calls }) => [name, calls])).to.deep.equal([['blocks.0.mlp.up', 2]]);
    expect(report.nodes[0]).to.include({ name: 'MatMul_0', program: 'train-step', calls: 2 });
  });

  it('takes the utilisation from the median of the steps before the profile', () => {
    expect(report.steps).to.include({ secondsEach: 0.004, secondsEachBefore: 0.002 });
    expect(report.utilisation).to.include({ modelFlopsPerSecond: 5e8, share: 0.5 });
  });
});

describe('a trace for Chrome', () => {
  it('has a named track for each program, and every event in microseconds from its beginning', () => {
    const { traceEvents } = chromeTrace([...events, event({ program: 'evaluate', start: 1010 })], 1000) as {
      traceEvents: {
        ph: string;
        tid: number;
        ts?: number;
        dur?: number;
        name: string;
        args: { name?: string };
      }[];
    };
    expect(traceEvents.filter(({ ph }) => ph === 'M').map(({ args }) => args.name)).to.deep.equal([
      'train-step',
      'evaluate',
    ]);
    const complete = traceEvents.filter(({ ph }) => ph === 'X');
    expect(complete).to.have.lengthOf(6);
    expect(complete[2]).to.include({ ts: 2000, dur: 2000, name: 'MatMul_0', tid: 1 });
    expect(complete.at(-1)).to.include({ ts: 10_000, tid: 2 });
  });
});
