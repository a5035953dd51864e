// Keeps track of what the plugin starts and has not stopped: timers, sockets, files, watchers, workers, processes.
import { createHook } from 'node:async_hooks';
import { ownFrame } from './own-frame.js';

export interface LiveResource {
  /** In words, such as `a timer`. */
  readonly what: string;
  readonly where: string | null;
  /** Whether it keeps the process alive. */
  readonly holds: boolean;
}

export interface ResourceWatch {
  /** Number to hand to `since`. */
  mark(): number;
  /** What was started after the mark and is still there. Call it some turns of the event loop after the last use. */
  since(mark: number): LiveResource[];
}

const WORDS: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPWRAP: 'a socket',
  TCPSERVERWRAP: 'a server',
  UDPWRAP: 'a datagram socket',
  PIPEWRAP: 'a pipe',
  PIPESERVERWRAP: 'a pipe server',
  PROCESSWRAP: 'a child process',
  WORKER: 'a worker',
  FSEVENTWRAP: 'a file watcher',
  STATWATCHER: 'a file watcher',
  FILEHANDLE: 'an open file',
  DIRHANDLE: 'an open folder',
  SIGNALWRAP: 'a signal handler',
};

interface Tracked {
  readonly type: string;
  readonly where: string | null;
  readonly resource: WeakRef<object>;
}

/** Only what has a frame in the package counts: the validator and its libraries start things, too. */
export function watchResources(root: string): ResourceWatch {
  const live = new Map<number, Tracked>();
  let latest = 0;
  createHook({
    init(id, type, _trigger, resource: object) {
      latest = Math.max(latest, id);
      if (WORDS[type] === undefined) return;
      const where = ownFrame(stackOf(), root);
      if (where !== null) live.set(id, { type, where, resource: new WeakRef(resource) });
    },
    destroy(id) {
      live.delete(id);
    },
  }).enable();
  return {
    mark: () => latest,
    since(mark) {
      return [...live].flatMap(([id, { type, where, resource }]) => {
        const object = resource.deref();
        if (id <= mark || object === undefined || isClosed(type, object)) return [];
        const hasRef = (object as { hasRef?: () => boolean }).hasRef?.() ?? true;
        return [{ what: WORDS[type] ?? type, where, holds: hasRef }];
      });
    },
  };
}

function stackOf(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 30;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

/** Some resources outlive their close until they are collected. */
function isClosed(type: string, resource: object): boolean {
  if (type === 'Timeout') return Reflect.get(resource, '_destroyed') === true;
  const fd: unknown = Reflect.get(resource, 'fd');
  return (type === 'FILEHANDLE' || type.startsWith('TCP') || type.startsWith('PIPE')) && fd === -1;
}
