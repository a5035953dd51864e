import { type DeviceCheck, findMissing } from '@codex-ml/engine-onnx/dist/devices/check-device.js';
import type { Device } from '@codex-ml/engine-onnx/dist/devices/device-support.js';
import { expect } from 'chai';
import { machineWith } from './fake-machine.js';

const LINUX = ['cpu', 'webgpu', 'cuda', 'tensorrt'];

/** What is missing on Linux x64, with these files and libraries. */
function check(device: Device, files: readonly string[], libraries: readonly string[], known = LINUX) {
  const given: DeviceCheck = {
    engine: 'std/onnx',
    known: new Set(known),
    folder: '/bin',
    machine: machineWith({ exists: (path) => files.includes(path), libraries }),
  };
  return findMissing(device, given);
}

const CUDA_FILES = ['/bin/libonnxruntime_providers_shared.so', '/bin/libonnxruntime_providers_cuda.so'];
const CUDA = [
  ...['libcudart.so.12', 'libcublas.so.12', 'libcublasLt.so.12', 'libcufft.so.11', 'libcurand.so.10'],
  'libcudnn.so.9',
];

describe('findMissing', () => {
  it('says where a device is that this build of ONNX Runtime does not have', () => {
    for (const [device, place] of [
      ['coreml', 'macOS'],
      ['dml', 'Windows'],
    ] as const) {
      const error = check(device, [], []);
      expect(error?.code).to.equal('CML5141');
      expect(error?.title).to.equal(`device \`${device}\` is not part of ONNX Runtime on linux x64`);
      expect(error?.hints).to.deep.equal([
        `\`${device}\` is there on ${place}`,
        'this system has `cpu`, `webgpu`, `cuda`',
      ]);
    }
    expect(check('cuda', [], [], ['cpu'])?.code).to.equal('CML5141');
  });

  it('says how the files of CUDA are downloaded, and what keeps npm from it', () => {
    const error = check('cuda', CUDA_FILES.slice(0, 1), []);
    expect(error?.code).to.equal('CML5142');
    expect(error?.title).to.match(/: libonnxruntime_providers_cuda\.so$/);
    expect(error?.hints.join('\n')).to.contain('--onnxruntime-node-install=cuda12').and.contain('=skip');
  });

  it('names the libraries of CUDA that the loader does not find, and asks for the driver or for CUDA', () => {
    const withoutDriver = check('cuda', CUDA_FILES, CUDA);
    expect(withoutDriver?.code).to.equal('CML5143');
    expect(withoutDriver?.title).to.match(/does not find libcuda\.so\.1$/);
    expect(withoutDriver?.hints).to.have.length(1);
    expect(withoutDriver?.hints[0]).to.contain('driver');
    const onlyDriver = check('cuda', CUDA_FILES, ['libcuda.so.1']);
    expect(onlyDriver?.title).to.contain('libcudnn.so.9').and.not.contain('libcuda.so.1');
    expect(onlyDriver?.hints).to.have.length(1);
    expect(onlyDriver?.hints[0]).to.contain('CUDA 12 and cuDNN 9');
    expect(check('cuda', CUDA_FILES, ['libcuda.so.1', ...CUDA])).to.equal(undefined);
  });

  it('misses the loader of Vulkan before WebGPU does', () => {
    const error = check('webgpu', [], []);
    expect(error?.code).to.equal('CML5144');
    expect(error?.hints[0]).to.contain('libvulkan1');
    expect(check('webgpu', [], ['libvulkan.so.1'])).to.equal(undefined);
  });
});
