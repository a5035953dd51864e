// The libraries that the GPU build of TensorFlow opens when it starts: those of CUDA 11, cuDNN 8 and the driver.
import { type CodexError, codexError, type ErrorDetails } from '@codex-ml/plugin-api';

/**
 * By platform, as TensorFlow 2.9 names them: tfjs-node-gpu 4.22 is built on TensorFlow 2.9.1, with CUDA 11.2 and cuDNN 8.1.
 * There is no GPU build for other platforms.
 */
export const CUDA_LIBRARIES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    'libcuda.so.1',
    'libcudart.so.11.0',
    'libcublas.so.11',
    'libcublasLt.so.11',
    'libcufft.so.10',
    'libcurand.so.10',
    'libcusolver.so.11',
    'libcusparse.so.11',
    'libcudnn.so.8',
  ],
  win32: [
    'nvcuda.dll',
    'cudart64_110.dll',
    'cublas64_11.dll',
    'cublasLt64_11.dll',
    'cufft64_10.dll',
    'curand64_10.dll',
    'cusolver64_11.dll',
    'cusparse64_11.dll',
    'cudnn64_8.dll',
  ],
};

const DRIVERS: readonly string[] = ['libcuda.so.1', 'nvcuda.dll'];
const FAMILY =
  /\b(?:lib)?(?:nvcuda|cuda|cudart|cublas|cudnn|cufft|curand|cusolver|cusparse|nvinfer|nccl)(?:[A-Za-z0-9_-]*)\.(?:so|dll)[.\d]*/;

/** The library of CUDA that a loader's message complains of, if it is one. */
export function cudaLibraryIn(message: string): string | undefined {
  return FAMILY.exec(message)?.[0].replace(/\.$/, '');
}

/** CML5134 with hints for what is missing: the driver, CUDA, or both. */
export function missingCudaLibraries(
  packageName: string,
  libraries: readonly string[],
  details: Pick<ErrorDetails, 'cause' | 'plugin'>,
): CodexError {
  const hints: string[] = [];
  if (libraries.some((library) => DRIVERS.includes(library))) {
    hints.push(
      'install the driver of the GPU (NVIDIA’s, 450.80 or newer); `nvidia-smi` shows whether it works',
    );
  }
  if (libraries.some((library) => !DRIVERS.includes(library))) {
    hints.push(
      'install CUDA 11.2 and cuDNN 8.1, for which tfjs-node-gpu 4.22 is built, and add their `lib64` to LD_LIBRARY_PATH (Windows: `bin` to PATH)',
    );
  }
  return codexError(
    'CML5134',
    { package: packageName, libraries: libraries.join(', ') },
    { ...details, hints },
  );
}
