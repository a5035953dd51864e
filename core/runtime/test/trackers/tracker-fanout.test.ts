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

  it('does not wait again at a flush for a tracker that has been hanging for longer than that', async () => {
    const hanging: Tracker = { ...recorder(), log: () => new Promise(() => {}) };
    const { subject, failures } = fanout({ hanging }, 200);
    subject.log([row]);
    await new Promise((resolve) => {
      setTimeout(resolve, 250);
    });
    const start = performance.now();
    await subject.flush();
    expect(performance.now() - start).to.be.below(150);
    expect(failures.map(({ disabled }) => disabled)).to.deep.equal([true]);
  });

  it('waits for a slow tracker that goes on working', async () => {
    const calls: number[] = [];
    const slow: Tracker = {
      ...recorder(),
      log: (rows) =>
        new Promise((resolve) => {
          setTimeout(() => {
            calls.push(rows.length);
            resolve();
          }, 20);
        }),
    };
    const { subject, failures } = fanout({ slow }, 2000);
    for (let i = 0; i < 5; i++) subject.log([row]);
    await subject.flush();
    expect(calls).to.have.length(5);
    expect(failures).to.deep.equal([]);
  });

  it('gives a tracker up when too many calls wait for it, and tells it once to close', async () => {
    let release = () => {};
    const calls: string[] = [];
    const stuck: Tracker = {
      log: () =>
        new Promise((resolve) => {
          calls.push('log');
          release = resolve;
        }),
      flush: async () => {
        calls.push('flush');
      },
      close: async () => {
        calls.push('close');
      },
    };
    const failures: TrackerFailure[] = [];
    const subject = new TrackerFanout([{ id: 'stuck', tracker: stuck }], {
      onFailure: (failure) => failures.push(failure),
      patienceMs: 1000,
      maxFailures: 3,
      maxPending: 8,
    });
    for (let step = 0; step < 100; step++) {
      subject.log([row]);
      await Promise.resolve();
    }
    expect(failures).to.have.length(1);
    expect(failures[0]).to.include({ action: 'log', error: '8 calls wait for it', disabled: true });
    await subject.close('completed');
    release();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(calls).to.deep.equal(['log', 'close']);
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
