// Takes a picture of what modules share by accident: globals, built-in objects, environment and state of the process.

export interface Changes {
  /** Names such as `globalThis.cache` or `Array.prototype.last`. */
  readonly globals: readonly string[];
  /** Events of `process` that got another listener. */
  readonly listeners: readonly string[];
  /** In words, such as ``the variable `DEBUG` ``. */
  readonly state: readonly string[];
}

/** Built-in objects that libraries are tempted to extend. */
const BUILT_INS: Readonly<Record<string, object>> = {
  Object,
  Array,
  String,
  Number,
  Boolean,
  BigInt,
  Symbol,
  Function,
  Promise,
  RegExp,
  Map,
  Set,
  Date,
  Error,
  Math,
  JSON,
  Reflect,
  console,
  process,
  'Object.prototype': Object.prototype,
  'Array.prototype': Array.prototype,
  'String.prototype': String.prototype,
  'Number.prototype': Number.prototype,
  'Function.prototype': Function.prototype,
  'Promise.prototype': Promise.prototype,
  'RegExp.prototype': RegExp.prototype,
  'Map.prototype': Map.prototype,
  'Set.prototype': Set.prototype,
  'Date.prototype': Date.prototype,
  'Error.prototype': Error.prototype,
  'Float32Array.prototype': Float32Array.prototype,
};

/** Reading these asks for flags and warns. */
const NOT_READ = new Set(['localStorage', 'sessionStorage']);

/** Fields of `process` that change by themselves. */
const RESTLESS = new Set(['process._exiting', 'process.exitCode']);

/** Take the picture; the result tells what changed since. */
export function snapshotGlobals(): () => Changes {
  // Lazy globals turn into plain values when they are first read.
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!NOT_READ.has(name)) Reflect.get(globalThis, name);
  const objects = { ...BUILT_INS, globalThis };
  const before = new Map(Object.entries(objects).map(([name, object]) => [name, descriptorsOf(object)]));
  const listeners = countListeners();
  const state = stateOfProcess();
  return () => {
    const globals = Object.entries(objects).flatMap(([name, object]) =>
      differences(name, before.get(name) ?? new Map(), descriptorsOf(object)),
    );
    const after = countListeners();
    const stateAfter = stateOfProcess();
    const changed = new Set(
      [...state.keys(), ...stateAfter.keys()].filter((key) => state.get(key) !== stateAfter.get(key)),
    );
    return {
      globals: globals.filter((name) => !RESTLESS.has(name)),
      listeners: [...after.keys()].filter((event) => (after.get(event) ?? 0) > (listeners.get(event) ?? 0)),
      state: [...changed],
    };
  };
}

/** How many listeners the process has, by event. */
export function countListeners(): Map<string, number> {
  return new Map(process.eventNames().map((event) => [String(event), process.listenerCount(event)]));
}

function descriptorsOf(object: object): Map<PropertyKey, PropertyDescriptor> {
  return new Map(
    Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key) ?? {}]),
  );
}

function differences(
  owner: string,
  before: ReadonlyMap<PropertyKey, PropertyDescriptor>,
  after: ReadonlyMap<PropertyKey, PropertyDescriptor>,
): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys]
    .filter((key) => {
      const [one, two] = [before.get(key), after.get(key)];
      if (one === undefined || two === undefined) return true;
      return !Object.is(one.value, two.value) || one.get !== two.get || one.set !== two.set;
    })
    .map((key) => `${owner}.${String(key)}`);
}

function stateOfProcess(): Map<string, unknown> {
  const variables = Object.entries(process.env).map(
    ([name, value]) => [`the variable \`${name}\``, value] as const,
  );
  return new Map<string, unknown>([
    ...variables,
    ['the working folder', process.cwd()],
    ['the exit code', process.exitCode],
    ['the title of the process', process.title],
    ['the limit of stack traces', Error.stackTraceLimit],
  ]);
}
