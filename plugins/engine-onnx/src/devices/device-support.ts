// What each device of the engine is to the rest of it. Whether a device is there at all is not known here.
import type { EngineFeature } from '@codex-ml/plugin-api';

/** Execution providers of ONNX Runtime, by the names its Node binding gives them. */
export const DEVICES = ['cpu', 'webgpu', 'cuda', 'coreml', 'dml'] as const;

export type Device = (typeof DEVICES)[number];

export interface DeviceSupport {
  /** The same inputs give the same bits. Elsewhere sums are added up in an order that differs from run to run. */
  readonly deterministic: boolean;
  /** Variables stay in the memory of the device between runs: the binding of ONNX Runtime hands over arrays that are there. */
  readonly keepsState: boolean;
  /** Arrays are in the memory of the process: loops of WebAssembly and kernels that write in place may share them. */
  readonly sharesMemory: boolean;
}

const ELSEWHERE: DeviceSupport = { deterministic: false, keepsState: false, sharesMemory: false };

const SUPPORT: Readonly<Record<Device, DeviceSupport>> = {
  cpu: { deterministic: true, keepsState: true, sharesMemory: true },
  webgpu: { ...ELSEWHERE, keepsState: true },
  // The binding of ONNX Runtime 1.30 keeps results on the device for WebGPU only; here they pass through the host.
  cuda: ELSEWHERE,
  coreml: ELSEWHERE,
  dml: ELSEWHERE,
};

/** What a started device can do. Code that is written for one kind of device asks here, not for names. */
export function supportOf(device: Device): DeviceSupport {
  return SUPPORT[device];
}

/** The features that follow from the device; fused kernels add theirs. */
export function deviceFeatures(device: Device): EngineFeature[] {
  const { deterministic, keepsState } = supportOf(device);
  return [
    'compiled',
    ...(deterministic ? (['deterministic'] as const) : []),
    ...(keepsState ? (['device-state'] as const) : []),
  ];
}
