// oclif hook: an unknown command is an error of our catalogue, with the nearest command as a hint.
import { codexError, nearestName } from '@codex-ml/plugin-api';
import type { Hook } from '@oclif/core';

const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const command = id.replaceAll(':', ' ');
  const known = config.commandIDs.map((name) => name.replaceAll(':', ' '));
  const near = nearestName(command, known);
  throw codexError(
    'CML1002',
    { command },
    near === undefined ? {} : { hints: [`did you mean \`${near}\`?`] },
  );
};

export default hook;
