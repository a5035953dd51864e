// Every tfjs kernel that can be traced. docs/reference/onnx-kernels.md is written from it.
import { attentionKernels } from './attention-kernels.js';
import { binaryKernels } from './binary-kernels.js';
import { comparisonKernels } from './comparison-kernels.js';
import { constantKernels } from './constant-kernels.js';
import { indexingKernels } from './indexing-kernels.js';
import { matmulKernels } from './matmul-kernels.js';
import { reductionKernels } from './reduction-kernels.js';
import { shapeKernels } from './shape-kernels.js';
import type { TracedKernel } from './traced-kernel.js';
import { unaryKernels } from './unary-kernels.js';

/** By family. */
export const KERNEL_FAMILIES: Readonly<Record<string, readonly TracedKernel[]>> = {
  arithmetic: binaryKernels,
  'comparison, logic and choice': comparisonKernels,
  'functions of one array': unaryKernels,
  'reductions and running sums': reductionKernels,
  'products of matrices': matmulKernels,
  'shape and order': shapeKernels,
  indexing: indexingKernels,
  constants: constantKernels,
  'kernels of our own': attentionKernels,
};
