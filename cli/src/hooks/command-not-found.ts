// oclif hook: an unknown command, or an argument that a command does not take, is an error of our catalogue.
import type { Hook } from '@oclif/core';
import { explainCommand } from '../errors/explain-command.js';

const hook: Hook.CommandNotFound = async ({ id, config }) => {
  const known = config.commandIDs.map((name) => name.replaceAll(':', ' '));
  throw explainCommand(id.replaceAll(':', ' '), known);
};

export default hook;
