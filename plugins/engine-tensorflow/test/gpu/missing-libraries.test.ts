import { missingLibraries } from '@codex-ml/engine-tensorflow/dist/gpu/missing-libraries.js';
import { expect } from 'chai';

/** A library that every process of the platform can open. */
const PRESENT = { linux: 'libm.so.6', darwin: '/usr/lib/libSystem.B.dylib', win32: 'kernel32.dll' }[
  process.platform as 'linux' | 'darwin' | 'win32'
];

describe('missingLibraries', () => {
  it('asks the loader of this system', () => {
    const absent = 'libcodex-ml-has-no-such.so.1';
    expect(missingLibraries([PRESENT, absent])).to.deep.equal([absent]);
    expect(missingLibraries([])).to.deep.equal([]);
  });
});
