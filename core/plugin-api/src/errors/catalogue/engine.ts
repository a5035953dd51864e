// Errors 5xxx: engines and models.
import { entries } from '../catalogue-entry.js';

export const engineErrors = entries({
  CML5101: {
    title: 'engine `{engine}`: device `{device}` cannot start: {reason}',
    cause: 'The backend of the device that the config asks for failed to initialise.',
    remedy: 'Choose another `engine.device` (`auto` picks the best that works), or run `codex-ml doctor`.',
    exit: 4,
  },
  CML5102: {
    title: 'program `{program}`, input `{input}`: expected {expected}, received {received}',
    cause: 'The values fed to a compiled program do not match the inputs it was compiled for.',
    remedy: 'Feed every input of the program once, with the shape and type of its specification.',
  },
  CML5103: {
    title: 'program `{program}` has no output `{output}`',
    cause: 'A run asked for an output that the function of the program does not return.',
    remedy: 'Ask for outputs that the function returns, or none to get them all.',
  },
  CML5104: {
    title: '`{name}` was used after it was disposed',
    cause: 'An engine or program was released, and something still calls it.',
    remedy: 'Dispose programs and engines last, after everything that runs them.',
  },
  CML5105: {
    title: 'program `{program}` failed: {message}',
    cause: 'An operation inside the function of the program was refused by the engine.',
    remedy: 'The cause shows the operation. Shapes that do not fit together are the usual reason.',
  },
  CML5106: {
    title: 'program `{program}` assigned variable `{variable}`, which is not listed in its state',
    cause: 'A program may assign only the variables of its `state`; compiled engines could not keep others.',
    remedy: 'Add the variable to `state` in the specification given to `compile`.',
  },
  CML5107: {
    title: 'variable `{variable}`: expected {expected}, received {received}',
    cause: 'The data written to a variable does not have its size or element type.',
    remedy: 'Write an array with one element per element of the variable, of the matching typed-array class.',
  },
  CML5121: {
    title: 'program `{program}` uses `{kernel}`, which the compiled engine does not have',
    cause: 'The operation has no form in ONNX that gives the same results, or none was written yet.',
    remedy:
      'Write it with other operations (docs/reference/onnx-kernels.md lists what there is), or choose `engine.use: tfjs`.',
  },
  CML5122: {
    title: 'program `{program}` reads the values of a tensor',
    cause:
      'A compiled program is recorded before it runs: there are no values yet for `dataSync`, `array`, `print` or an `if`.',
    remedy:
      'Choose with `tf.where(condition, a, b)` instead of `if`, pass numbers as inputs, and return what you want to look at as an output.',
  },
  CML5123: {
    title: 'program `{program}`: ONNX Runtime refuses the graph: {message}',
    cause: 'An operation was recorded in a form that the runtime does not take for these types or shapes.',
    remedy: 'Please report it with the message. Until it is mended, `engine.use: tfjs` runs the program.',
  },
  CML5124: {
    title:
      'program `{program}` needs {needed} of memory for its arrays; of the {machine} that there are, {taken} are taken',
    cause:
      'Values of a training step that the backward pass reads lie in memory at the same time: they grow with batch, context and layers.',
    remedy:
      'Choose a smaller `train.batch` and a larger `train.accumulate`, or a shorter `context`; `codex-ml train --plan` shows what takes memory.',
  },
  CML5131: {
    title: 'engine `{engine}` needs the package {packages}, which is not installed',
    cause:
      'The engine runs on a large native package that is an optional peer: it is there only if you install it.',
    remedy: 'Install the package in your project, beside codex-ml, or choose another `engine.use`.',
  },
  CML5132: {
    title: '`{package}` is installed without its native binding: {path} is missing',
    cause:
      'The install script of the package, which downloads or builds the binding, did not run or did not succeed.',
    remedy:
      'Run `npm rebuild` for the package with install scripts allowed and a network, and read what it prints.',
  },
  CML5133: {
    title: 'the native binding of `{package}` cannot be loaded: {reason}',
    cause:
      'The binding is there, but the system refuses it: a library that it needs is missing, or it was built for another machine or Node.',
    remedy: 'Rebuild the package on this machine, with this Node: `npm rebuild` with its name.',
  },
  CML5134: {
    title: '`{package}` finds no GPU, for these libraries are missing: {libraries}',
    cause:
      'TensorFlow looks for the libraries of CUDA and cuDNN by exact versions, and for the driver of the GPU.',
    remedy:
      'Install the versions of CUDA and cuDNN that this TensorFlow was built for, and put their folder on the path of the loader.',
  },
  CML5135: {
    title: '`{package}` finds no GPU',
    cause: 'The package and its libraries work, but TensorFlow sees no device that it can use.',
    remedy: 'Check with `nvidia-smi` that the driver sees the GPU, or choose `engine.device: cpu`.',
  },
  CML5136: {
    title: '`{package}` has version {version}; engine `{engine}` needs {expected}',
    cause:
      'The kernels of the package must fit the tfjs-core that codex-ml runs on, which has the same version.',
    remedy: 'Install the version that the engine needs.',
  },
  CML5137: {
    title: '`{package}` uses another copy of tfjs-core than codex-ml: {theirs} instead of {ours}',
    cause: 'Tensors of one copy mean nothing to the other; results would be wrong or fail in strange places.',
    remedy:
      'Let both use one copy: install the package in the project in which codex-ml is installed, at the same version of tfjs.',
  },
  CML5138: {
    title: '`{package}` cannot be loaded: {reason}',
    cause: 'The JavaScript of the package failed before it reached its native binding.',
    remedy: 'Install the package again; its own dependencies may be missing.',
  },
  CML5139: {
    title: 'engine `{engine}`: device `gpu` needs `{needed}`, and `{package}` is what there is',
    cause: 'The package for CPUs was built without CUDA and never uses a GPU.',
    remedy: 'Install the package for GPUs, or choose `engine.device: cpu`.',
  },
  CML5141: {
    title: 'device `{device}` is not part of ONNX Runtime on {platform}',
    cause:
      'Each device is an execution provider of ONNX Runtime, and its package for Node brings different ones for each system.',
    remedy: 'Choose another `engine.device`; `auto` picks one that is there.',
    exit: 4,
  },
  CML5142: {
    title: 'device `cuda` needs files that onnxruntime-node has not downloaded: {files}',
    cause:
      'They are not part of the package: its install script downloads them, unless npm ran without scripts or the setting `onnxruntime-node-install` skips it.',
    remedy:
      'Run `npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12` with install scripts allowed.',
    exit: 4,
  },
  CML5143: {
    title: 'device `cuda` does not find {libraries}',
    cause:
      'The loader of the system must find the libraries of CUDA 12, those of cuDNN 9 and the driver of the GPU.',
    remedy: 'Install what is missing, and put the folders of the libraries on LD_LIBRARY_PATH.',
    exit: 4,
  },
  CML5144: {
    title: 'device `webgpu` finds no graphics adapter: {reason}',
    cause:
      'WebGPU works through Vulkan on Linux, Metal on macOS and Direct3D 12 on Windows; none of them has an adapter.',
    remedy: 'Install the driver of the GPU, or choose another `engine.device`.',
    exit: 4,
  },
  CML5145: {
    title: 'device `{device}` does not run programs: {reason}',
    cause: 'The device started, but the product of two small matrices failed on it.',
    remedy: 'Bring the driver of the device up to date, or choose another `engine.device`.',
    exit: 4,
  },
  CML5146: {
    title: 'device `{device}` has no `{precision}`: {operator}: {reason}',
    cause:
      'Products of matrices are to be computed in half precision, and the device has no kernel for that.',
    remedy: 'Choose `engine.precision: float32`, or a device that has the type.',
    exit: 4,
  },
  CML5151: {
    title: 'a profile of engine `{engine}` is under way already',
    cause: 'An engine takes one profile at a time.',
    remedy: 'Stop the profile that was started before.',
  },
  CML5152: {
    title: 'no profile of engine `{engine}` is under way',
    cause: 'A profile was stopped that was never started, or twice.',
    remedy: 'Start a profile, run something, then stop it once.',
  },
  CML5153: {
    title: 'engine `{engine}` takes no profiles',
    cause: 'The engine was written without the optional `profiler` of the contract.',
    remedy: 'Train without `--profile`, or with an engine that has it, such as `std/onnx` or `std/tfjs`.',
    exit: 2,
  },
  CML5154: {
    title: 'the profile of program `{program}` cannot be read: {problem}',
    cause:
      'ONNX Runtime writes its profile to a file in the run folder, which then was missing or no profile.',
    remedy: 'See that the disk has room, and profile fewer steps if it does not.',
  },
  CML5201: {
    title: 'parameter `{name}` is declared twice',
    cause: 'Two layers of the model were made in the same scope, so that their weights would share a name.',
    remedy: 'Make each layer in its own `scope.child(...)`.',
  },
  CML5202: {
    title: 'random input `{site}` is declared twice',
    cause: 'Two dropout sites of the model have the same name, so that they would share one mask.',
    remedy: 'Give each site its own name or its own `scope.child(...)`.',
  },
  CML5203: {
    title: 'expected an array whose last dimension is {expected}, received shape {received}',
    cause: 'A layer was applied to activations of another width than it was made for.',
    remedy: 'Make the `outputs` of each layer equal to the `inputs` of the one that reads it.',
  },
  CML5204: {
    title: 'random input `{site}` was not fed',
    cause: 'A training pass reached a dropout site for which `ForwardPass.random` holds no mask.',
    remedy: 'Feed an array for every entry of `model.randomInputs`, or pass `training: false`.',
  },
  CML5205: {
    title: 'a sequence of {length} tokens does not fit, the limit is {limit}',
    cause: 'The sequence is longer than the context of the model, or than the key/value cache of the pass.',
    remedy: 'Shorten the sequence, train a model with a larger `context`, or make a larger cache.',
  },
  CML5206: {
    title: 'a pass with a key/value cache needs `positions`',
    cause: 'Without the position of its first token in each row, nothing says where to write in the cache.',
    remedy: 'Pass `positions` as int32 [batch]: the number of tokens that each row has already written.',
  },
  CML5207: {
    title: 'the key/value cache is for {expected} rows, the pass has {received}',
    cause: 'A cache has a fixed batch size.',
    remedy: 'Make a cache of the same batch size as the ids of the pass.',
  },
  CML5208: {
    title: 'a key/value cache of {capacity} tokens is not possible, expected 1 to {context}',
    cause: 'The capacity is not a whole number, or is larger than the context of the model.',
    remedy: 'Choose a capacity up to the context of the model.',
  },
  CML5209: {
    title: 'a key/value cache for {batch} rows is not possible',
    cause: 'The batch size is not a positive whole number.',
    remedy: 'Pass the number of sequences that are generated side by side.',
  },
  CML5210: {
    title: 'rotary positions need an even head width, received {headWidth}',
    cause: 'Rotary positions turn pairs of coordinates; the width divided by `heads` must be even.',
    remedy: 'Change `width` or `heads`.',
    exit: 2,
  },
  CML5211: {
    title: '`width` {width} is not divisible by `heads` {heads}',
    cause: 'Each attention head gets an equal part of the width.',
    remedy: 'Choose a `width` that is a multiple of `heads`.',
    exit: 2,
  },
  CML5212: {
    title: '`heads` {heads} is not divisible by `kvHeads` {kvHeads}',
    cause: 'In grouped-query attention each key and value head serves an equal number of query heads.',
    remedy: 'Choose a `kvHeads` that divides `heads`; equal numbers give plain multi-head attention.',
    exit: 2,
  },
  CML5220: {
    title: 'a pass with `documents` takes neither a key/value cache nor `positions`',
    cause: 'Positions follow from the documents of a row, and a cache holds one sequence for each row.',
    remedy: 'Leave `documents` out of passes that continue a sequence.',
  },
  CML5221: {
    title: 'expected `documents` of the shape of the ids, {expected}, received {received}',
    cause: 'Each token of a pass belongs to one document, or is padding.',
    remedy: 'Pass `documents` as int32 [batch, length], numbered from 1 within each row, 0 for padding.',
  },
  CML5225: {
    title: 'the gradients of the loss cannot be computed: {message}',
    cause:
      'The loss could not be differentiated with respect to the parameters of the model: no operation with a gradient leads from them to the logits, or one of its own gradients is wrong.',
    remedy:
      'Compute the logits from `parameters` with operations that have gradients (`tf.oneHot`, `argMax` and comparisons have none); a `customGrad` returns a gradient of the shape of each input.',
    exit: 3,
  },
  CML5226: {
    title: '`train.monitor` cannot be `{metric}`, which scores texts',
    cause:
      'Metrics of texts need texts that the model writes. Validation during training scores tokens and writes none; `codex-ml evaluate` does.',
    remedy: 'Monitor `loss` or a metric of tokens, and compare checkpoints with `codex-ml evaluate`.',
    exit: 2,
  },
  CML5301: {
    title: 'optimizer `{optimizer}`, parameter `{parameter}`: expected {expected}, received {received}',
    cause: 'Each trainable parameter needs one gradient of its own shape in every update.',
    remedy: 'Pass the gradients of all trainable parameters, keyed by parameter name.',
  },
  CML5302: {
    title: 'optimizer `{optimizer}`: `nesterov` needs `momentum` above 0',
    cause: 'Nesterov’s look-ahead is a form of momentum; without momentum it would change nothing.',
    remedy: 'Set `optimizer.momentum`, for example to 0.9, or switch `nesterov` off.',
    exit: 2,
  },
  CML5303: {
    title: 'schedule `{schedule}`: a warmup of {warmup} updates is longer than the plan of {steps}',
    cause: 'The learning rate would still be rising when training ends.',
    remedy: 'Lower `schedule.warmup` or raise `train.steps`.',
    exit: 2,
  },
});
