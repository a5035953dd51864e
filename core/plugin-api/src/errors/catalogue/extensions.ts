// Errors 36xx: 360x and 361x what extensions add to training and what becomes of it; 362x launchers; 364x and 365x what plugins give
// the host while it uses them.
import { entries } from '../catalogue-entry.js';

export const extensionErrors = entries({
  CML3601: {
    title: 'plugin `{plugin}` cannot add this to training: {problem}',
    cause: 'What a tap of `model.built` gave to `training.add` does not fit what is there already.',
    remedy: 'Add everything while `model.built` fires, each array under a name of its own.',
  },
  CML3602: {
    title: 'checkpoint `{checkpoint}` has no weights of `{plugin}`',
    cause: '`--weights` takes values that an extension kept beside the model, such as averaged ones.',
    remedy:
      'Leave out `--weights` for the weights of the model itself, or train with the extension in the config.',
    exit: 2,
  },
  CML3621: {
    title: 'job `{job}` could not be started: {problem}',
    cause: 'The system refused to run the command of the job.',
    remedy: 'Check that the program exists, may be run, and that the working directory is there.',
  },
  CML3622: {
    title: 'job `{job}` is refused: {problem}',
    cause: 'The job asks for something that this launcher does not offer, or is not complete.',
    remedy: 'Correct the job, or choose a launcher that offers it.',
    exit: 2,
  },
  CML3640: {
    title: 'plugin `{id}`, `{method}`: expected {expected}, received {received}',
    cause: 'What the plugin gave is not what the contract of its kind says.',
    remedy:
      'Tell its author; `codex-ml plugins validate` runs the suite of its kind, which finds such mistakes.',
  },
  CML3641: {
    title: 'code that `{id}` left running failed: {message}',
    cause: 'A promise of the plugin was rejected, or a callback of it threw, when nobody waited for it.',
    remedy: 'Tell its author: promises must be awaited or caught. `--verbose` shows where it was thrown.',
  },
});
