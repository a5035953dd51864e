// The line of a model that called an op, for error messages.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '@codex-ml/plugin-api';

/** The innermost frame outside of tfjs and of this package, if there is one. */
export function findCallSite(): SourceLocation | undefined {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  Error.captureStackTrace(holder, findCallSite);
  Error.stackTraceLimit = limit;
  const own = new URL('..', import.meta.url).href;
  const frames = (holder.stack ?? '').split('\n').slice(1);
  const frame = frames.find(
    (line) =>
      /:\d+:\d+\)?$/.test(line) &&
      !line.includes('@tensorflow/tfjs-core') &&
      !line.includes(own) &&
      !line.includes('node:'),
  );
  const [, place, line, column] = /([^\s(]+):(\d+):(\d+)\)?$/.exec(frame ?? '') ?? [];
  if (place === undefined) return undefined;
  const path = place.startsWith('file:') ? fileURLToPath(place) : place;
  return { file: relative(process.cwd(), path), line: Number(line), column: Number(column) };
}
