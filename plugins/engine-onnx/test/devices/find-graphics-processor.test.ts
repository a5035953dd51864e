import { findGraphicsProcessor } from '@codex-ml/engine-onnx/dist/devices/find-graphics-processor.js';
import { readRegistryOutput } from '@codex-ml/engine-onnx/dist/devices/machine.js';
import { expect } from 'chai';
import { machineWith } from './fake-machine.js';

describe('findGraphicsProcessor', () => {
  const withDri = { list: (folder: string) => (folder === '/dev/dri' ? ['card0', 'renderD128'] : []) };

  it('knows one on Linux by its device file', () => {
    expect(findGraphicsProcessor(machineWith(withDri))).to.equal('/dev/dri/renderD128');
    expect(findGraphicsProcessor(machineWith({ exists: (path) => path === '/dev/nvidia0' }))).to.equal(
      '/dev/nvidia0',
    );
    expect(findGraphicsProcessor(machineWith({ exists: (path) => path === '/dev/dxg' }))).to.equal(
      '/dev/dxg',
    );
    expect(findGraphicsProcessor(machineWith({ list: () => ['card0'] }))).to.equal(null);
    expect(findGraphicsProcessor(machineWith({}))).to.equal(null);
  });

  it('sees none where Vulkan is told to use drivers that compute on the CPU', () => {
    for (const driver of ['/usr/lib/chromium/vk_swiftshader_icd.json', '/icd.d/lvp_icd.x86_64.json']) {
      for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES']) {
        expect(findGraphicsProcessor(machineWith({ ...withDri, env: { [name]: driver } }))).to.equal(null);
      }
    }
    const env = { VK_DRIVER_FILES: '/icd.d/lvp_icd.x86_64.json:/icd.d/radeon_icd.x86_64.json' };
    expect(findGraphicsProcessor(machineWith({ ...withDri, env }))).to.equal('/dev/dri/renderD128');
  });

  it('takes the adapters of Windows that are no substitutes', () => {
    const windows = (names: readonly string[]) =>
      findGraphicsProcessor(machineWith({ platform: 'win32', readRegistry: () => names }));
    expect(windows(['Microsoft Basic Display Adapter', 'NVIDIA GeForce RTX 3060'])).to.equal(
      'NVIDIA GeForce RTX 3060',
    );
    expect(windows(['Microsoft Basic Display Adapter', 'Microsoft Hyper-V Video'])).to.equal(null);
    expect(windows([])).to.equal(null);
  });

  it('is sure of it on macOS', () => {
    expect(findGraphicsProcessor(machineWith({ platform: 'darwin', arch: 'arm64' }))).to.equal('Metal');
  });
});

describe('readRegistryOutput', () => {
  it('reads the values of one name', () => {
    const text = [
      '',
      'HKEY_LOCAL_MACHINE\\SYSTEM\\Class\\{4d36e968}\\0000',
      '    DriverDesc    REG_SZ    AMD Radeon(TM) Graphics',
      '    DriverDate    REG_SZ    1-2-2024',
      'HKEY_LOCAL_MACHINE\\SYSTEM\\Class\\{4d36e968}\\0001',
      '    DriverDesc    REG_SZ    Intel(R) UHD Graphics 770',
      '',
      'End of search: 2 match(es) found.',
    ].join('\r\n');
    expect(readRegistryOutput(text, 'DriverDesc')).to.deep.equal([
      'AMD Radeon(TM) Graphics',
      'Intel(R) UHD Graphics 770',
    ]);
    expect(readRegistryOutput('ERROR: The system was unable to find the key.', 'DriverDesc')).to.deep.equal(
      [],
    );
  });
});
