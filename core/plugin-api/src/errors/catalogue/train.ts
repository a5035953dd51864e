// Errors 6xxx: training, checkpoints and the run folder.
import { entries } from '../catalogue-entry.js';

export const trainErrors = entries({
  CML6101: {
    title: '`{file}` is not a valid safetensors file: {problem}',
    cause: 'The file is damaged, cut short, or was not written in the safetensors format.',
    remedy: 'Use another checkpoint, or copy the file again from where it came.',
    exit: 4,
  },
  CML6102: {
    title: 'checkpoint `{checkpoint}` is not usable: {problem}',
    cause:
      'A checkpoint counts only if its manifest is there and every file has the size and SHA-256 that the manifest states.',
    remedy: 'Delete the folder; the run continues from the newest checkpoint that is whole.',
    exit: 4,
  },
  CML6103: {
    title: 'the checkpoint of step {step} could not be written',
    cause: 'The disk refused an operation. Checkpoints saved before are untouched.',
    remedy:
      'See the cause: free disk space or correct the permissions of the run folder, then run the same command again.',
  },
  CML6104: {
    title: 'run `{run}` has no usable checkpoint ({wanted})',
    cause: 'The run has not saved such a checkpoint yet, or those it saved are damaged.',
    remedy: 'Train the run, or choose another checkpoint; `codex-ml runs show` lists them.',
    exit: 4,
  },
  CML6105: {
    title: 'tensor `{name}` cannot be stored: {problem}',
    cause:
      'The number of values does not match the shape, or the element type has no place in a safetensors file.',
    remedy: 'Report it to the author of the model or optimizer whose tensor it is.',
  },
  CML6106: {
    title: 'model folder `{folder}` cannot be used: `{file}`: {problem}',
    cause: 'A model folder holds config.json, tokenizer.json and model.safetensors.',
    remedy: 'Give the folder of a checkpoint of a run, or one that was exported as a model.',
    exit: 4,
  },
  CML6201: {
    title: 'run folder `{run}` is in use by process {pid}',
    cause: 'Another process is writing to this run folder; two would destroy each other’s checkpoints.',
    remedy:
      'Wait for that process or stop it. `run.name` or any other change of the config gives a run folder of its own.',
    exit: 5,
  },
  CML6202: {
    title: 'run folder `{run}` is locked by a process on another machine',
    cause:
      'The lock was taken on another machine, so it cannot be seen from here whether that process is alive.',
    remedy: 'If it has ended, delete `lock.json` in the run folder and run the same command again.',
    exit: 5,
  },
  CML6203: {
    title: '`{file}` of run `{run}` cannot be used: {problem}',
    cause: 'A file of the run folder is missing, damaged, or of a format that this version does not know.',
    remedy: 'Start anew with `--fresh`, which moves the old folder aside, or restore the file.',
  },
  CML6204: {
    title: 'run folder `{run}` was made by another config',
    cause:
      'The folder has the name of this run, but the config hash recorded in its run.json is another one.',
    remedy: 'Run again with `--fresh`, which moves the old folder aside, or change `run.name`.',
  },
  CML6205: {
    title: '`{file}` could not be written: {problem}',
    cause: 'The disk refused the operation.',
    remedy: 'See the cause: free disk space or correct the permissions of the folder.',
  },
  CML6206: {
    title: 'the environment record lacks `{part}`: {problem}',
    cause: 'Something about this machine or project could not be determined. The run itself is not affected.',
    remedy: 'Nothing needs to be done, unless the record has to be complete.',
  },
  CML6207: {
    title: '`{file}` cannot be written as JSON: {problem}',
    cause:
      'JSON holds finite numbers, strings, booleans, null, lists and objects; anything else would silently change when read back.',
    remedy: 'Report it to the author of the part that made the value.',
  },
  CML6208: {
    title: '`{run}` is not a run in `{folder}`',
    cause: 'A run is given by its id, by the start of one id, or by the path of its folder.',
    remedy: '`codex-ml runs list` lists the runs.',
    exit: 2,
  },
  CML6209: {
    title: '`{run}` is the start of more than one run: {candidates}',
    cause: 'More than one id begins like this, so that it does not say which run is meant.',
    remedy: 'Write more of the id.',
    exit: 2,
  },
  CML6210: {
    title: 'there are no runs in `{folder}`',
    cause: 'Nothing was trained with this config yet, or `run.folder` names another folder than it did then.',
    remedy: 'Train one with `codex-ml train`, or give the path of a run folder.',
    exit: 2,
  },
  CML6301: {
    title: 'the loss became {value} at step {step}',
    cause:
      'Training diverged: the loss or the gradient norm is no longer a finite number. Nothing after this step could be trusted.',
    remedy:
      'Lower `optimizer.lr`, lengthen `schedule.warmup` or set `train.clip`; the last checkpoint is from before this step.',
  },
  CML6302: {
    title: 'checkpoint `{checkpoint}` does not fit this {part}: {problem}',
    cause: 'The arrays in the checkpoint differ in name or shape from those the config builds.',
    remedy: 'Use the config the checkpoint was made with, or start anew with `--fresh`.',
  },
  CML6303: {
    title: '`train.monitor` names `{metric}`, which this run does not compute',
    cause:
      'The best checkpoint is chosen by a metric of the validation split, which must be `loss` or one of `metrics`.',
    remedy: 'Set `train.monitor` to `loss` or to one of the metrics listed in the config.',
    exit: 2,
  },
  CML6401: {
    title: 'tracker file `{file}` cannot be written',
    cause:
      'The run folder or the file in it refused a read or a write. Rows logged so far are kept in memory and written when it works again.',
    remedy: 'Check that the run folder exists and that you may write to it.',
  },
  CML6402: {
    title: 'no space left for tracker file `{file}`',
    cause: 'The disk, or your quota on it, is full.',
    remedy: 'Free some space; the rows kept in memory are written at the next flush that succeeds.',
  },
  CML6304: {
    title: 'the data of this run has no {split} split, only: {splits}',
    cause: 'The dataset gives no such split and `dataset.split` holds none out.',
    remedy: 'Choose another split, or train with a share for it, such as `--set dataset.split.test=0.1`.',
    exit: 2,
  },
  CML6501: {
    title: 'the prompt is empty and the tokenizer has no token to start from',
    cause: 'A model continues from at least one token; this tokenizer defines neither `bos` nor `eos`.',
    remedy: 'Give a prompt of at least one character.',
    exit: 2,
  },
});
