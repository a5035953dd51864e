// The sessions that the graphs of an engine share: those of equal models are one, of whatever program and for whatever sizes.
import type { SegmentSession } from './segment-session.js';

export interface SharedSession {
  readonly session: SegmentSession;
  /** To be called once. The last user's call releases the session. */
  release(): Promise<void>;
}

interface Entry {
  readonly session: Promise<SegmentSession>;
  users: number;
}

export class SessionPool {
  readonly #entries = new Map<string, Entry>();

  /** Sessions that have users. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * @param key equal where one session can stand for the other
   * @param make called where there is none; whatever it throws is thrown here
   */
  async take(key: string, make: () => Promise<SegmentSession>): Promise<SharedSession> {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { session: make(), users: 0 };
      this.#entries.set(key, entry);
    }
    const taken = entry;
    taken.users++;
    const leave = (): boolean => {
      taken.users--;
      if (taken.users > 0) return false;
      this.#entries.delete(key);
      return true;
    };
    try {
      const session = await taken.session;
      return {
        session,
        release: async () => {
          if (leave()) await session.release();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }
}
