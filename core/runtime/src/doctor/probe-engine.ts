// Starts an engine on each of its devices in turn, and stops it again. Knows no engine: devices come from the option schema.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IndexedCapability, Kernel } from '@codex-ml/kernel';
import {
  CATALOGUE,
  type CatalogueEntry,
  type Engine,
  type ErrorCode,
  type Plugin,
  toCodexErrors,
} from '@codex-ml/plugin-api';
import { createRng } from '../rng/index.js';

export interface DeviceProbe {
  /** As the option says; `default` for an engine that lets nobody choose. */
  readonly device: string;
  /** Device that is in use when it was started, or null. */
  readonly started: string | null;
  /** Why it did not start, or what it said while it did. */
  readonly reason: string | null;
  /** Code of the error that says why, for `codex-ml explain`; null where none says more than the reason. */
  readonly code: ErrorCode | null;
  /** What to do about that, in the engine's own words. */
  readonly hints: readonly string[];
}

export interface EngineProbe {
  readonly id: string;
  readonly devices: readonly DeviceProbe[];
}

/** Choices of the option `device`, without the one that means any. */
export function devicesOf(schema: Readonly<Record<string, unknown>>): string[] {
  const { device } = (schema['properties'] ?? {}) as {
    readonly device?: { readonly enum?: readonly unknown[] };
  };
  return (device?.enum ?? []).filter((name): name is string => typeof name === 'string' && name !== 'auto');
}

/** Never throws: what goes wrong is the result. */
export async function probeEngine(kernel: Kernel, capability: IndexedCapability): Promise<EngineProbe> {
  const { id } = capability;
  try {
    const devices = devicesOf(await kernel.optionsSchemaOf(capability));
    const { plugin } = await kernel.load('engine', id);
    const probes: DeviceProbe[] = [];
    if (devices.length === 0) probes.push(await probeDevice(kernel, capability, plugin, undefined));
    for (const device of devices) probes.push(await probeDevice(kernel, capability, plugin, device));
    return { id, devices: probes };
  } catch (error) {
    return { id, devices: [{ device: 'default', started: null, ...explain(error) }] };
  }
}

async function probeDevice(
  kernel: Kernel,
  capability: IndexedCapability,
  plugin: Plugin<'engine'>,
  device: string | undefined,
): Promise<DeviceProbe> {
  const said: string[] = [];
  const container = await kernel.createRun({
    runId: 'doctor',
    seed: 0,
    rng: createRng(0),
    artifactsFolder: join(tmpdir(), 'codex-ml-doctor'),
    baseDir: process.cwd(),
    networkAllowed: false,
    signal: new AbortController().signal,
    log: (_, level, message) => {
      if (level === 'warn') said.push(message);
    },
    onHookFailure: () => {},
  });
  const name = device ?? 'default';
  let engine: Engine | undefined;
  try {
    const options = plugin.options.safeParse(device === undefined ? {} : { device });
    if (!options.success) {
      const rule = options.error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; ');
      const reason = `it needs more options than a device: ${rule}`;
      return { device: name, started: null, reason, code: null, hints: [] };
    }
    engine = await plugin.create({ options: options.data, ctx: container.context(capability) });
    if (device !== undefined && engine.device !== device) {
      const reason = `it started on ${engine.device} instead`;
      return { device: name, started: null, reason, code: null, hints: [] };
    }
    return { device: name, started: engine.device, reason: said[0] ?? null, code: null, hints: [] };
  } catch (error) {
    return { device: name, started: null, ...explain(error) };
  } finally {
    await engine?.dispose();
    await container.close();
  }
}

/** Errors that only say that something failed: what is wrong with the machine is in their cause. */
const WRAPPERS: ReadonlySet<ErrorCode> = new Set(['CML5101', 'CML9001']);

function explain(error: unknown): Pick<DeviceProbe, 'reason' | 'code' | 'hints'> {
  const { code, title, cause, hints } = toCodexErrors(error)[0]!;
  if (WRAPPERS.has(code)) {
    return { reason: firstLine(cause instanceof Error ? cause.message : title), code: null, hints };
  }
  const entry: CatalogueEntry = CATALOGUE[code];
  return { reason: firstLine(title), code, hints: hints.length > 0 ? hints : [entry.remedy] };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
