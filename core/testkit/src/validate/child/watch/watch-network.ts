// Refuses every way to the network that leads through Node's own modules, and notes each attempt. Node 24 has no permission for
// the network, so this guard is inside the process: it stops mistakes, not malice.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { ownFrame } from './own-frame.js';

export interface Attempt {
  readonly what: string;
  readonly where: string | null;
}

export interface NetworkWatch {
  /** Attempts since the last call. */
  take(): Attempt[];
}

type Method = (...args: never[]) => unknown;

export function watchNetwork(root: string): NetworkWatch {
  let attempts: Attempt[] = [];
  const refuse = (what: string): Error => {
    if (attempts.length < 100) attempts.push({ what, where: ownFrame(new Error().stack, root) });
    return Object.assign(new Error(`no network while a plugin is validated: ${what}`), {
      code: 'ENETUNREACH',
    });
  };

  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function refused(this: net.Socket, ...args: unknown[]) {
    const target = socketTarget(args);
    if (target === undefined) return Reflect.apply(connect, this, args) as net.Socket;
    this.destroy(refuse(`connect to ${target}`));
    return this;
  };
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function refused(this: net.Server, ...args: unknown[]) {
    const target = socketTarget(args);
    if (target === undefined) return Reflect.apply(listen, this, args) as net.Server;
    const error = refuse(`listen on ${target}`);
    queueMicrotask(() => this.emit('error', error));
    return this;
  };
  for (const name of ['send', 'bind', 'connect'] as const) {
    dgram.Socket.prototype[name] = () => {
      throw refuse(`${name} a datagram socket`);
    };
  }
  refuseLookups(refuse);
  globalThis.fetch = async (input) => {
    throw refuse(`fetch ${input instanceof Request ? input.url : String(input)}`);
  };
  for (const name of ['WebSocket', 'EventSource'] as const) {
    const original = Reflect.get(globalThis, name) as unknown as (new () => object) | undefined;
    if (original === undefined) continue;
    const refused = new Proxy(original, {
      construct(_, [url]: unknown[]) {
        throw refuse(`${name} to ${String(url)}`);
      },
    });
    Object.defineProperty(globalThis, name, { value: refused, configurable: true, writable: true });
  }
  // Named imports of these modules see the change only after this.
  syncBuiltinESMExports();
  return {
    take() {
      const taken = attempts;
      attempts = [];
      return taken;
    },
  };
}

/** Questions to a name server; `localhost` needs none. */
function refuseLookups(refuse: (what: string) => Error): void {
  const isQuestion = (name: string) =>
    name === 'lookup' || name === 'lookupService' || name.startsWith('resolve') || name === 'reverse';
  const callbacks = dns as unknown as Record<string, Method>;
  for (const name of Object.keys(callbacks).filter(isQuestion)) {
    callbacks[name] = (host: unknown, ...rest: unknown[]) => {
      const error = refuse(`dns.${name} of ${String(host)}`);
      const done = rest.findLast((argument) => typeof argument === 'function') as (error: Error) => void;
      queueMicrotask(() => done?.(error));
    };
  }
  const promises = dns.promises as unknown as Record<string, Method>;
  for (const name of Object.keys(promises).filter(isQuestion)) {
    promises[name] = async (host: unknown) => {
      throw refuse(`dns.${name} of ${String(host)}`);
    };
  }
}

/** `host:port`, or undefined for a socket with a path, which stays on this machine. */
function socketTarget(args: readonly unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === 'number') return `${typeof args[1] === 'string' ? args[1] : 'localhost'}:${first}`;
  if (typeof first === 'string') return /^\d+$/.test(first) ? `localhost:${first}` : undefined;
  if (typeof first !== 'object' || first === null) return 'any port';
  const { path, host, port } = first as { path?: unknown; host?: unknown; port?: unknown };
  return typeof path === 'string' && port === undefined
    ? undefined
    : `${String(host ?? 'localhost')}:${String(port)}`;
}
