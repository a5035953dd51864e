// A profile in the trace format of Chrome, for chrome://tracing and ui.perfetto.dev: a track for each program.
// Format: "Trace Event Format", complete events (`ph: X`) with times in microseconds.
import type { JsonObject, ProfileEvent } from '@codex-ml/plugin-api';

const PROCESS = 1;

/** @param origin moment that the trace begins at, milliseconds on the clock of the events */
export function chromeTrace(events: readonly ProfileEvent[], origin: number): JsonObject {
  const programs = [...new Set(events.map(({ program }) => program))];
  const tracks = new Map(programs.map((program, i) => [program, i + 1]));
  const names = programs.map((program) => ({
    ph: 'M',
    pid: PROCESS,
    tid: tracks.get(program)!,
    name: 'thread_name',
    args: { name: program },
  }));
  return {
    displayTimeUnit: 'ms',
    traceEvents: [...names, ...events.map((event) => toEntry(event, tracks.get(event.program)!, origin))],
  };
}

function toEntry(event: ProfileEvent, track: number, origin: number): JsonObject {
  const { kind, operator, name, kernel, variable, flops, bytes, detail } = event;
  return {
    ph: 'X',
    pid: PROCESS,
    tid: track,
    cat: kind,
    name,
    ts: microseconds(event.start - origin),
    dur: microseconds(event.duration),
    args: { operator, kernel, variable, flops, bytes, ...detail },
  };
}

/** To the nanosecond. */
function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e3;
}
