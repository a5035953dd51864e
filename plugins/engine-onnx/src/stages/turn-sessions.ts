// The sessions of a graph's turns of ONNX Runtime, and the turns as steps.
import type { ThreadTeam } from '../loops/thread-team.js';
import type { GraphMemory } from '../memory/graph-memory.js';
import type { NativeOrt } from '../native/native-ort.js';
import { encodePart } from './encode-part.js';
import { encodeSegment } from './encode-segment.js';
import type { RunnableStep } from './onnx-step.js';
import { bindParts } from './part-step.js';
import type { Step } from './plan-steps.js';
import { roundsAlike } from './rounds-alike.js';
import type { SegmentSession, SegmentUse } from './segment-session.js';
import type { SessionPool, SharedSession } from './session-pool.js';
import type { Cutting } from './split-turn.js';

/** How a session is used: by itself, in turns with loops, or with no thread but the one that starts it. */
export type SessionUse = 'alone' | 'in turns' | 'in one thread';

export interface TurnTools {
  readonly team: ThreadTeam;
  /** Null where sessions go through onnxruntime-node; then no step has parts. */
  readonly native: NativeOrt | null;
  readonly sessions: SessionPool;
  readonly createSegmentSession: (
    program: string,
    bytes: Uint8Array,
    use: SessionUse,
  ) => Promise<SegmentSession>;
}

export class TurnSessions {
  readonly #taken = new Map<string, SharedSession>();
  readonly #uses: SegmentUse[] = [];

  /** @param alone whether the program has one step */
  constructor(
    readonly tools: TurnTools,
    readonly program: string,
    readonly memory: GraphMemory,
    readonly alone: boolean,
  ) {}

  /** @throws CML5123 when ONNX Runtime refuses the turn, OutOfMemory */
  async bind(step: Step & { readonly kind: 'onnx' }): Promise<RunnableStep> {
    const use = await (step.cutting === undefined
      ? this.#bindWhole(step)
      : this.#bindParts(step, step.cutting));
    this.#uses.push(use);
    return use;
  }

  async release(): Promise<void> {
    for (const use of this.#uses.splice(0)) use.release();
    const sessions = [...this.#taken.values()];
    this.#taken.clear();
    await Promise.all(sessions.map((session) => session.release()));
  }

  async #bindWhole({ nodes, outputs }: Step & { readonly kind: 'onnx' }): Promise<SegmentUse> {
    const segment = encodeSegment(nodes, outputs, this.alone ? 'fixed' : 'named');
    const alike = roundsAlike(nodes, this.tools.team.size);
    const use = alike ? (this.alone ? 'alone' : 'in turns') : 'in one thread';
    const session = await this.#sessionFor(segment.model.bytes, use);
    return session.bind(segment, this.memory);
  }

  async #bindParts(
    { nodes, outputs }: Step & { readonly kind: 'onnx' },
    cutting: Cutting,
  ): Promise<SegmentUse> {
    const { team, native } = this.tools;
    const parts = await Promise.all(
      Array.from({ length: cutting.parts }, async (_, i) => {
        const part = encodePart(nodes, cutting, outputs, i);
        return { part, session: await this.#sessionFor(part.segment.model.bytes, 'in one thread') };
      }),
    );
    return bindParts(parts, native!, this.memory, team);
  }

  async #sessionFor(bytes: Uint8Array, use: SessionUse): Promise<SegmentSession> {
    const key = `${use} ${Buffer.from(bytes).toString('latin1')}`;
    let shared = this.#taken.get(key);
    if (shared === undefined) {
      const make = () => this.tools.createSegmentSession(this.program, bytes, use);
      shared = await this.tools.sessions.take(key, make);
      // Another part may have taken it meanwhile.
      const other = this.#taken.get(key);
      if (other !== undefined) {
        await shared.release();
        shared = other;
      } else this.#taken.set(key, shared);
    }
    return shared.session;
  }
}
