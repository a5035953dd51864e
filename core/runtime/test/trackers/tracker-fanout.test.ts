import type { MetricRow, Tracker } from '@codex-ml/plugin-api';
import { type TrackerFailure, TrackerFanout } from '@codex-ml/runtime';
import { expect } from 'chai';

const row: MetricRow = { step: 1, split: 'train', metric: 'loss', value: 2, nature: 'result' };

function recorder(): Tracker & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    log: (rows) => {
      calls.push(`log ${rows.length}`);
    },
    flush: async () => {
      calls.push('flush');
    },
    close: async (status) => {
      calls.push(`close ${status}`);
    },
  };
}

function fanout(trackers: Record<string, Tracker>, patienceMs = 50) {
  const failures: TrackerFailure[] = [];
  const subject = new TrackerFanout(
    Object.entries(trackers).map(([id, tracker]) => ({ id, tracker })),
    { onFailure: (failure) => failures.push(failure), patienceMs, maxFailures: 3 },
  );
  return { subject, failures };
}

describe('TrackerFanout', () => {
  it('hands work to each tracker in order', async () => {
    const a = recorder();
    const { subject } = fanout({ a });
    subject.log([row]);
    await subject.flush();
    subject.log([row, row]);
    await subject.close('completed');
    expect(a.calls).to.deep.equal(['log 1', 'flush', 'log 2', 'close completed']);
  });

  it('goes on with the others when one fails, and gives it up after three failures', async () => {
    const bad: Tracker = { ...recorder(), log: () => Promise.reject(new Error('disk full')) };
    const good = recorder();
    const { subject, failures } = fanout({ bad, good });
    for (let i = 0; i < 5; i++) {
      subject.log([row]);
      await subject.flush();
    }
    expect(good.calls.filter((call) => call === 'log 1')).to.have.length(5);
    expect(failures.map((failure) => failure.disabled)).to.deep.equal([false, false, true]);
    expect(subject.disabled).to.deep.equal(['bad']);
  });

  it('never waits for a hanging tracker at a step, and disables it at the flush', async () => {
    const hanging: Tracker = { ...recorder(), log: () => new Promise(() => {}) };
    const good = recorder();
    const { subject, failures } = fanout({ hanging, good }, 20);
    subject.log([row]);
    await subject.flush();
    expect(failures).to.have.length(1);
    expect(failures[0]).to.include({ tracker: 'hanging', action: 'flush', disabled: true });
    expect(good.calls).to.deep.equal(['log 1', 'flush']);
    await subject.close('completed');
  });

  it('turns a synchronous throw into a failure', async () => {
    const throwing: Tracker = {
      ...recorder(),
      log: () => {
        throw new TypeError('boom');
      },
    };
    const { subject, failures } = fanout({ throwing });
    subject.log([row]);
    await subject.flush();
    expect(failures).to.have.length(1);
  });
});
