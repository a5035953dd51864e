import type { PlanReport } from '@codex-ml/runtime';
import { expect } from 'chai';
import { describePlan } from '../../dist/render/plan-summary.js';

const REPORT: PlanReport = {
  runId: 'demo-12345678',
  engine: 'std/onnx',
  device: 'cpu',
  model: { architecture: 'gpt2', layers: 2, heads: 4, width: 64, context: 32, vocabularySize: 91 },
  parameters: {
    total: 1000,
    trainable: 900,
    groups: { embeddings: 600, attention: 400, feedForward: 0, norms: 0, head: 0, other: 0 },
    tiedHead: true,
  },
  steps: 100,
  tokensPerStep: 256,
  tokens: 25_600,
  flops: {
    ...{ forward: 1e6, backward: 2e6, perStep: 3e6, attention: 3e5, total: 3e8, program: 3.1e6 },
    ...{ formula: 'formula', source: 'source' },
  },
  memory: { parts: [{ name: 'weights', bytes: 4000, basis: 'exact' }], bytes: 4000, available: 8e9 },
  time: {
    secondsPerStep: 0.5,
    tokensPerSecond: 512,
    basis: 'measured',
    method: 'method',
    parts: [
      { name: 'updates', count: 100, secondsEach: 0.5, basis: 'measured' },
      { name: 'evaluations', count: 3, secondsEach: 2, basis: 'estimated' },
      { name: 'checkpoints', count: 4, secondsEach: 1, basis: 'estimated' },
    ],
    seconds: 60,
    matmulFlopsPerSecond: null,
  },
  evaluation: { rows: 1234 },
  disk: { checkpointBytes: 1e6, checkpoints: 4, bytes: 4e6, available: 1e9 },
  measured: {
    ...{ updates: 3, microBatches: 1, secondsPerStep: 0.5 },
    ...{ peakResidentBytes: 3e8, enginePeakBytes: 2e7 },
  },
  notices: [],
};

/** Lines with single blanks. */
const linesOf = (changes: Partial<PlanReport> = {}) =>
  describePlan({ ...REPORT, ...changes })
    .split('\n')
    .map((line) => line.trim().replaceAll(/ +/g, ' '));

const { time } = REPORT;

describe('the summary of a plan', () => {
  it('has the time of the run in parts, its disk, and what was measured', () => {
    expect(linesOf()).to.include.members([
      'TIME 1 min estimated from the first evaluation to the end',
      'updates 50 s measured 100 steps',
      'evaluations 6 s estimated 3 of 2 s, of 1,234 sequences',
      'checkpoints 4 s estimated at most 4 of 1 s, as each evaluation may be the best',
      'per step 500 ms measured 512 tokens/s',
      'DISK 4 MB estimated 4 checkpoints of 1 MB; 1 GB are free',
      'MEASURED 3 steps measured after some to warm up',
      'resident memory 300 MB measured of this plan, at its largest',
    ]);
  });

  it('says what is not known', () => {
    const parts = time.parts.map((part) =>
      part.name === 'evaluations' ? { ...part, secondsEach: null } : part,
    );
    expect(linesOf({ time: { ...time, parts, seconds: 54 }, evaluation: { rows: null } })).to.include.members(
      ['TIME 54 s estimated without evaluations', 'evaluations unknown 3, of a split too large to count'],
    );
    const unknown = { ...time, secondsPerStep: null, tokensPerSecond: null, seconds: null };
    const nothing = parts.map((part) => ({ ...part, secondsEach: null }));
    const lines = linesOf({ time: { ...unknown, parts: nothing }, measured: null });
    expect(lines).to.include.members(['updates unknown 100 steps', 'per step unknown']);
    expect(lines.find((line) => line.startsWith('TIME'))).to.match(/^TIME unknown/);
    expect(lines.at(-1)).to.equal('`--plan --measure` runs some real steps');
  });

  it('gives two digits of slow rates, and the micro-batches of updates that were continued', () => {
    const slow = linesOf({
      time: { ...time, secondsPerStep: 8000, tokensPerSecond: 0.0321, basis: 'estimated' },
      measured: { ...REPORT.measured!, microBatches: 2 },
    });
    expect(slow).to.include.members([
      'per step 2 h 13 min estimated 0.032 tokens/s',
      'MEASURED 3 steps measured of 2 micro-batches, after some to warm up',
    ]);
  });

  it('ends with what the machine lacks', () => {
    const lines = linesOf({
      memory: { ...REPORT.memory, bytes: 9e9 },
      disk: { ...REPORT.disk, bytes: 2e9 },
      measured: null,
    });
    expect(lines.slice(-2)).to.deep.equal([
      'this run needs more memory than the machine has',
      'the checkpoints of this run need more disk than is free',
    ]);
  });
});
