// Which plugin's code an error came from, by its stack: the innermost frame that lies in the folder of a loaded plugin.
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IndexedCapability, LoadedPlugin } from '@codex-ml/kernel';
import type { SourceLocation } from '@codex-ml/plugin-api';

export interface PluginFrame {
  readonly capability: IndexedCapability;
  /** Name of the function, without that of its object; null where it has none. */
  readonly method: string | null;
  readonly where: SourceLocation;
}

/** The innermost cause is looked at first: it was thrown where the fault is. */
export function findPluginFrame(error: unknown, plugins: Iterable<LoadedPlugin>): PluginFrame | undefined {
  const places = [...plugins].flatMap(({ capability }) => placesOf(capability));
  for (const stack of stacksOf(error)) {
    for (const line of stack.split('\n')) {
      const frame = parseFrame(line);
      const place = frame && places.find(({ holds }) => holds(frame.path));
      if (frame === undefined || place === undefined) continue;
      const { path, line: row, column, method } = frame;
      const where = { file: displayPath(path), line: row, column };
      return { capability: place.capability, method, where };
    }
  }
  return undefined;
}

interface Place {
  readonly capability: IndexedCapability;
  holds(path: string): boolean;
}

/** Engines are left out: the code of other plugins runs inside theirs. */
function placesOf(capability: IndexedCapability): Place[] {
  const { kind, package: origin } = capability;
  if (kind === 'engine' || origin.root === null) return [];
  const root = realPath(origin.root);
  const holds = (path: string) =>
    path === root ||
    (path.startsWith(root + sep) && !path.slice(root.length).includes(`${sep}node_modules${sep}`));
  return [{ capability, holds }];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Stacks of the error and its causes, innermost first. */
function stacksOf(error: unknown): string[] {
  const stacks: string[] = [];
  const seen = new Set<unknown>();
  for (let one = error; one instanceof Error && !seen.has(one); one = one.cause) {
    seen.add(one);
    if (typeof one.stack === 'string') stacks.unshift(one.stack);
  }
  return stacks;
}

function parseFrame(line: string) {
  const [, name, place, row, column] = /^\s+at (?:(.*) \()?(\S.*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
  if (place === undefined || place.startsWith('node:')) return undefined;
  const path = place.startsWith('file:') ? fileURLToPath(place.replace(/\?.*$/, '')) : place;
  // `async Object.forward [as call]` is `forward`.
  const method = /([\w$#]+)(?: \[as .*\])?$/.exec(name ?? '')?.[1] ?? null;
  return { path, line: Number(row), column: Number(column), method };
}

function displayPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown.startsWith('..') ? path : shown.replaceAll('\\', '/');
}
