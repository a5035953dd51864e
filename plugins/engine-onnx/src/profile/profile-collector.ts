// The profiler of the engine. ONNX Runtime times the operators of sessions that were made for a profile; the engine adds the time
// of runs, and of work that it does itself. It knows no program.
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  codexError,
  type EngineProfiler,
  type JsonObject,
  type ProfileEvent,
  type ProfileOptions,
  type Variable,
} from '@codex-ml/plugin-api';
import type { InferenceSession } from 'onnxruntime-node';
import {
  type NodeOrigin,
  type RunPlace,
  readSessionProfile,
  type SessionRun,
} from './read-session-profile.js';

/** Work of the engine outside of ONNX Runtime. */
export interface SectionInfo {
  readonly program: string;
  /** What is done, such as `update`: the row of the table it is counted in. */
  readonly operator: string;
  /** Which of them it is, where there are several. Default: `operator`. */
  readonly name?: string;
  /** Bytes read and written. */
  readonly bytes?: number;
  readonly flops?: number;
  readonly kernel?: string | null;
  readonly variable?: string | null;
  readonly detail?: JsonObject;
}

/** A session that is made for a profile. */
export interface ProfiledSession {
  /** Add to the options that the session is created with. */
  readonly options: Pick<InferenceSession.SessionOptions, 'enableProfiling' | 'profileFilePrefix'>;
  /** The session that was created. */
  attach(session: InferenceSession): void;
  /**
   * Call `run`, which runs the session once.
   * @param place which part of the program it computes, where the session has several
   */
  run<T>(run: () => T, place?: RunPlace): T;
}

/** A profile under way. */
export interface Recorder {
  /** Different for each profile: graphs are compiled for one. */
  readonly id: number;
  /** The name of a variable in the profile. */
  nameOf(variable: Variable): string | null;
  /** @param originOf what is known of a node, by its name in the graph; where it depends on the run, `run` says it */
  openSession(program: string, originOf?: (node: string) => NodeOrigin | undefined): ProfiledSession;
  /** Time a whole run. */
  run<T>(program: string, run: () => Promise<T>): Promise<T>;
  /** Time work inside of a run. A promise counts until it is settled. */
  section<T>(section: SectionInfo, work: () => T): T;
}

export interface ProfileCollector extends EngineProfiler {
  /** Undefined while no profile is taken: nothing must be timed then. */
  readonly recorder: Recorder | undefined;
}

interface OpenSession {
  readonly program: string;
  readonly prefix: string;
  readonly runs: SessionRun[];
  session: InferenceSession | undefined;
}

/**
 * @param engine id for messages
 * @param inTurn puts work after the runs that were asked for before
 */
export function createProfileCollector(
  engine: string,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): ProfileCollector {
  let current: (Recorder & { finish(): Promise<ProfileEvent[]> }) | undefined;
  let ending = false;
  let count = 0;
  return {
    get recorder() {
      return current;
    },
    async start(options) {
      if (current !== undefined) throw codexError('CML5151', { engine });
      current = createRecorder(++count, options);
    },
    async stop() {
      const ended = current;
      if (ended === undefined || ending) throw codexError('CML5152', { engine });
      ending = true;
      // Runs that were asked for before are still part of it.
      const events = await inTurn(async () => {
        current = undefined;
        ending = false;
        return ended.finish();
      });
      return { events: events.sort((a, b) => a.start - b.start) };
    },
  };
}

const NOTHING_MORE = { kernel: null, variable: null, flops: null, bytes: null, detail: {} } as const;

function createRecorder(
  id: number,
  { folder, variables }: ProfileOptions,
): Recorder & { finish(): Promise<ProfileEvent[]> } {
  const sessions: OpenSession[] = [];
  const events: ProfileEvent[] = [];

  function record(kind: 'run' | 'section', info: SectionInfo, start: number): void {
    const duration = performance.now() - start;
    events.push({ ...NOTHING_MORE, name: info.operator, ...info, kind, start, duration });
  }

  function time<T>(kind: 'run' | 'section', info: SectionInfo, work: () => T): T {
    const start = performance.now();
    const result = work();
    if (!(result instanceof Promise)) {
      record(kind, info, start);
      return result;
    }
    const recorded = () => record(kind, info, start);
    result.then(recorded, recorded);
    return result;
  }

  return {
    id,
    nameOf: (variable) => variables.get(variable) ?? null,
    openSession(program, originOf = () => undefined) {
      const prefix = join(folder, `onnxruntime-${id}-${sessions.length}-`);
      const open: OpenSession = { program, prefix, runs: [], session: undefined };
      sessions.push(open);
      return {
        options: { enableProfiling: true, profileFilePrefix: prefix },
        attach(session) {
          open.session = session;
        },
        run(run, place = { prefix: '', originOf }) {
          open.runs.push({ ...place, start: performance.now() });
          return run();
        },
      };
    },
    run: (program, run) => time('run', { program, operator: program }, run),
    section: (section, work) => time('section', section, work),
    async finish() {
      for (const open of sessions) events.push(...(await readSession(open)));
      return events;
    },
  };
}

/** End the profile of a session, read its file and remove it. */
async function readSession({ program, prefix, runs, session }: OpenSession): Promise<ProfileEvent[]> {
  if (session === undefined) return [];
  try {
    session.endProfiling();
    const folder = dirname(prefix);
    const own = basename(prefix);
    // ONNX Runtime adds the time to the name.
    const path = join(folder, (await readdir(folder)).find((name) => name.startsWith(own)) ?? own);
    const events = readSessionProfile(await readFile(path, 'utf8'), { program, runs });
    await rm(path);
    return events;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML5154', { program, problem }, { cause });
  }
}
