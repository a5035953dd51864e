// Gives back to `node:util` what tfjs-node 4.22 still calls and newer versions of Node have removed.
import util from 'node:util';

/**
 * Node 23 removed `isNullOrUndefined`: it is added where it is missing. `isArray` is deprecated and warns at its first call:
 * it becomes `Array.isArray`, which it always was.
 */
export function completeNodeUtil(target: Record<string, unknown> = util): void {
  target['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  target['isArray'] = Array.isArray;
}
