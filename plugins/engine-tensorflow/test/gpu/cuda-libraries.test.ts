import {
  CUDA_LIBRARIES,
  cudaLibraryIn,
  missingCudaLibraries,
} from '@codex-ml/engine-tensorflow/dist/gpu/cuda-libraries.js';
import { expect } from 'chai';

describe('cudaLibraryIn', () => {
  it('recognises every library that TensorFlow wants, in the words of a loader', () => {
    for (const library of CUDA_LIBRARIES.linux!) {
      const message = `${library}: cannot open shared object file: No such file or directory`;
      expect(cudaLibraryIn(message)).to.equal(library);
    }
    for (const library of CUDA_LIBRARIES.win32!) {
      expect(cudaLibraryIn(`Could not load dynamic library '${library}'.`)).to.equal(library);
    }
  });

  it('leaves other libraries alone', () => {
    for (const library of ['libtensorflow.so.2', 'libstdc++.so.6', 'tensorflow.dll', 'libbarracuda.so.1']) {
      expect(cudaLibraryIn(`${library}: cannot open shared object file`)).to.equal(undefined);
    }
  });
});

describe('missingCudaLibraries', () => {
  const hintsFor = (...libraries: string[]) =>
    missingCudaLibraries('x', libraries, {}).hints.map((hint) => /driver|CUDA/.exec(hint)![0]);

  it('says whether the driver, CUDA or both are to be installed', () => {
    expect(hintsFor('libcuda.so.1')).to.deep.equal(['driver']);
    expect(hintsFor('libcudnn.so.8')).to.deep.equal(['CUDA']);
    expect(hintsFor('nvcuda.dll', 'cudart64_110.dll')).to.deep.equal(['driver', 'CUDA']);
  });

  it('lists all that is missing', () => {
    const { code, title } = missingCudaLibraries('x', ['libcudart.so.11.0', 'libcudnn.so.8'], {});
    expect(code).to.equal('CML5134');
    expect(title).to.equal(
      '`x` finds no GPU, for these libraries are missing: libcudart.so.11.0, libcudnn.so.8',
    );
  });
});
