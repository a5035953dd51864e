// The settings of sessions whose results stay on the device.
import type { Runtime } from './runtime.js';

/** With options by which these outputs are left where they were computed. */
export function stayingOnDevice(runtime: Runtime, outputs: Iterable<string>): Runtime {
  const locations = Object.fromEntries([...outputs].map((output) => [output, 'gpu-buffer' as const]));
  if (runtime.deviceMemory === undefined || Object.keys(locations).length === 0) return runtime;
  return { ...runtime, sessionOptions: { ...runtime.sessionOptions, preferredOutputLocation: locations } };
}
