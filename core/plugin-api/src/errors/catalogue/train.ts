// Errors 6xxx: training, checkpoints and the run folder.
import { entries } from '../catalogue-entry.js';

export const trainErrors = entries({
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
  CML6501: {
    title: 'the prompt is empty and the tokenizer has no token to start from',
    cause: 'A model continues from at least one token; this tokenizer defines neither `bos` nor `eos`.',
    remedy: 'Give a prompt of at least one character.',
    exit: 2,
  },
});
