import type { SegmentSession } from '@codex-ml/engine-onnx/dist/stages/segment-session.js';
import { SessionPool } from '@codex-ml/engine-onnx/dist/stages/session-pool.js';
import { expect } from 'chai';

describe('SessionPool', () => {
  let released: string[];
  const session = (name: string): SegmentSession => ({
    bind: () => {
      throw new RangeError('not bound here');
    },
    release: () => {
      released.push(name);
    },
  });
  beforeEach(() => {
    released = [];
  });

  it('makes one session for a key, also while it is being made', async () => {
    const pool = new SessionPool();
    let made = 0;
    const make = async () => session(`session ${made++}`);
    const [first, second] = await Promise.all([pool.take('a', make), pool.take('a', make)]);
    const other = await pool.take('b', make);
    expect(second.session).to.equal(first.session);
    expect(other.session).not.to.equal(first.session);
    expect([made, pool.size]).to.deep.equal([2, 2]);
  });

  it('releases a session after its last user, and makes a new one then', async () => {
    const pool = new SessionPool();
    const first = await pool.take('a', async () => session('old'));
    const second = await pool.take('a', async () => session('never made'));
    await first.release();
    expect(released).to.deep.equal([]);
    await second.release();
    expect(released).to.deep.equal(['old']);
    expect(pool.size).to.equal(0);
    const third = await pool.take('a', async () => session('new'));
    await third.release();
    expect(released).to.deep.equal(['old', 'new']);
  });

  it('passes on why a session was not made, to all that wait for it, and forgets it', async () => {
    const pool = new SessionPool();
    const refuse = async (): Promise<SegmentSession> => {
      throw new RangeError('refused');
    };
    const results = await Promise.allSettled([pool.take('a', refuse), pool.take('a', refuse)]);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(pool.size).to.equal(0);
    expect((await pool.take('a', async () => session('made'))).session).to.have.property('bind');
  });
});
