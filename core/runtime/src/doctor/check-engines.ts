// What the probes of the engines mean for this machine and for the config.
import type { ErrorCode } from '@codex-ml/plugin-api';
import { type DoctorCheck, failed, passed, warned } from './doctor-check.js';
import type { DeviceProbe, EngineProbe } from './probe-engine.js';

/** The engine a config asks for; `device` is undefined or `auto` where any will do. */
export interface WantedEngine {
  readonly id: string;
  readonly device: string | undefined;
}

/** One check per engine. An engine that does not start is a failure only where the config uses it, or where it is the last one. */
export function checkEngines(
  probes: readonly EngineProbe[],
  wanted: WantedEngine | undefined,
): DoctorCheck[] {
  if (probes.length === 0) {
    return [failed('engine', 'no engine is installed', 'install a plugin package that provides one')];
  }
  const someStart = probes.some(({ devices }) => devices.some(({ started }) => started !== null));
  return probes.map((probe) => checkEngine(probe, wanted, someStart));
}

function checkEngine(
  { id, devices }: EngineProbe,
  wanted: WantedEngine | undefined,
  someStart: boolean,
): DoctorCheck {
  const name = `engine ${id}`;
  const starting = devices.filter(({ started }) => started !== null);
  const failing = devices.filter(({ started }) => started === null);
  const message = [...describeStarting(starting), ...describeFailing(failing, starting.length === 0)].join(
    '; ',
  );
  if (wanted?.id === id && !works(starting, wanted.device)) {
    const asked = failing.filter(({ device }) => isAsked(device, wanted.device));
    return failed(
      name,
      message,
      ...hintsOf(asked),
      'the config uses it: choose another `engine` or `engine.device`',
    );
  }
  if (starting.length > 0) return passed(name, message);
  if (!someStart)
    return failed(name, message, ...hintsOf(failing), 'nothing can be trained without an engine');
  // A part that is left out on purpose is nothing to warn of.
  if (failing.every(({ code }) => code === NOT_INSTALLED))
    return passed(name, `not in use: ${failing[0]!.reason}`);
  return warned(
    name,
    message,
    ...hintsOf(failing),
    'another engine starts; this one needs what the message says',
  );
}

/** An engine whose optional package nobody has installed. */
const NOT_INSTALLED: ErrorCode = 'CML5131';

function works(starting: readonly DeviceProbe[], wanted: string | undefined): boolean {
  return starting.some(({ device }) => isAsked(device, wanted));
}

function isAsked(device: string, wanted: string | undefined): boolean {
  return wanted === undefined || wanted === 'auto' || device === wanted || device === 'default';
}

function describeStarting(starting: readonly DeviceProbe[]): string[] {
  if (starting.length === 0) return [];
  const shown = starting.map(({ device, started, reason }) => {
    const name = device === 'default' ? started! : device;
    return reason === null ? name : `${name} (${reason})`;
  });
  return [`starts on ${shown.join(', ')}`];
}

/** @param all whether no device starts: one reason that they all share is said once */
function describeFailing(failing: readonly DeviceProbe[], all: boolean): string[] {
  const [first] = failing;
  if (first === undefined) return [];
  if (first.device === 'default' || (all && failing.every(({ reason }) => reason === first.reason))) {
    return [`does not start: ${first.reason}`];
  }
  return failing.map(({ device, reason }) => `not on ${device}: ${reason}`);
}

function hintsOf(probes: readonly DeviceProbe[]): string[] {
  const hints = probes.flatMap((probe) => probe.hints);
  const pages = probes.flatMap(({ code }) =>
    code === null ? [] : [`\`codex-ml explain ${code}\` says more`],
  );
  return [...new Set([...hints, ...pages])];
}
