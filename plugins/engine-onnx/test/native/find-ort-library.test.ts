import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { findOrtLibrary } from '@codex-ml/engine-onnx/dist/native/find-ort-library.js';
import { expect } from 'chai';

describe('findOrtLibrary', () => {
  it('finds the library of this machine, which exists', () => {
    expect(existsSync(findOrtLibrary()!)).to.equal(true);
  });

  it('knows the names of each system, and no symbolic names beside them', () => {
    for (const [platform, arch, name] of [
      ['linux', 'x64', /^libonnxruntime\.so\.\d+$/],
      ['darwin', 'arm64', /^libonnxruntime\.[\d.]+\.dylib$/],
      ['win32', 'x64', /^onnxruntime\.dll$/],
    ] as const) {
      expect(basename(findOrtLibrary(platform, arch)!), platform).to.match(name);
    }
  });

  it('finds none for machines that onnxruntime-node was not built for', () => {
    expect(findOrtLibrary('linux', 'riscv64')).to.equal(undefined);
    expect(findOrtLibrary('aix', 'ppc64')).to.equal(undefined);
  });
});
