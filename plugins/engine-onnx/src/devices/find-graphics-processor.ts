// Whether the machine has a graphics processor. WebGPU also starts on drivers that compute on the CPU, and does not say so.
import type { Machine } from './machine.js';

/** Drivers of Vulkan without a graphics processor, as their manifests are named. */
const SOFTWARE_DRIVER = /swiftshader|lvp|lavapipe|llvmpipe/i;

/** Adapters of Windows that draw with the CPU, or send the screen elsewhere. */
const SOFTWARE_ADAPTER = /^Microsoft |Hyper-V|Virtual|Remote|Mirage|Citrix|DisplayLink/i;

/** The class of display adapters in the registry. */
const DISPLAY_ADAPTERS =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';

/** What it was recognised by, or null. */
export function findGraphicsProcessor(machine: Machine): string | null {
  switch (machine.platform) {
    case 'darwin':
      return 'Metal';
    case 'win32':
      return (
        machine.readRegistry(DISPLAY_ADAPTERS, 'DriverDesc').find((name) => !SOFTWARE_ADAPTER.test(name)) ??
        null
      );
    default:
      return findDeviceFile(machine);
  }
}

function findDeviceFile({ env, list, exists }: Machine): string | null {
  const chosen = (env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'] ?? '').split(':').filter(Boolean);
  if (chosen.length > 0 && chosen.every((driver) => SOFTWARE_DRIVER.test(driver))) return null;
  const renderer = list('/dev/dri').find((name) => name.startsWith('renderD'));
  if (renderer !== undefined) return `/dev/dri/${renderer}`;
  // NVIDIA's own driver, and graphics of the Windows around a Linux.
  return ['/dev/nvidia0', '/dev/dxg'].find(exists) ?? null;
}
