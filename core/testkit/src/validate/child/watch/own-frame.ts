// Finds the line of the plugin's own package that a stack leads to.
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `file:line` of the innermost frame in the package, relative to it; null where no frame is. */
export function ownFrame(stack: string | undefined, root: string): string | null {
  for (const line of stack?.split('\n') ?? []) {
    const place = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):\d+\)?$/.exec(line);
    if (place === null) continue;
    const file = pathOf(place[1] ?? '');
    if (!file.startsWith(root + sep)) continue;
    const below = relative(root, file).split(sep).join('/');
    if (!below.startsWith('node_modules/')) return `${below}:${place[2]}`;
  }
  return null;
}

function pathOf(place: string): string {
  return place.startsWith('file:') ? fileURLToPath(place) : place;
}
