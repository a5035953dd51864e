// What the probes of the engines mean for this machine and for the config.
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
  const parts = starting.length === 0 ? [] : [`starts on ${starting.map(describeStarted).join(', ')}`];
  parts.push(...devices.filter(({ started }) => started === null).map(describeFailed));
  const message = parts.join('; ');
  if (wanted?.id === id) {
    const { device } = wanted;
    const works =
      device === undefined || device === 'auto'
        ? starting.length > 0
        : starting.some((probe) => probe.device === device || probe.device === 'default');
    if (!works)
      return failed(name, message, 'the config uses it: choose another `engine` or `engine.device`');
  }
  if (starting.length > 0) return passed(name, message);
  return someStart
    ? warned(name, message, 'another engine starts; this one needs what the message says')
    : failed(name, message, 'nothing can be trained without an engine');
}

function describeStarted({ device, started, reason }: DeviceProbe): string {
  const shown = device === 'default' ? started! : device;
  return reason === null ? shown : `${shown} (${reason})`;
}

function describeFailed({ device, reason }: DeviceProbe): string {
  return device === 'default' ? `does not start: ${reason}` : `not on ${device}: ${reason}`;
}
