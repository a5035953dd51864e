// docs/reference/commands.md: every command with its arguments and flags, from the committed manifest of the command line.
import { join } from 'node:path';
import { ROOT } from '../node-binary.mjs';
import { readJson } from '../workspace.mjs';
import { GENERATED, table } from './markdown.mjs';

/** Path to text of the page. */
export function commandPages() {
  const { commands } = readJson(join(ROOT, 'cli', 'oclif.manifest.json'));
  const shown = Object.values(commands)
    .filter((command) => !command.hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const text = `${GENERATED}
# Commands

${shown.map(commandSection).join('\n')}`;
  return { 'docs/reference/commands.md': text };
}

function commandSection({ id, summary, description, args = {}, flags = {}, examples = [] }) {
  const name = `codex-ml ${id.replaceAll(':', ' ')}`;
  const usage = Object.values(args).map((arg) => (arg.required ? ` <${arg.name}>` : ` [${arg.name}]`));
  const argumentRows = Object.values(args).map((arg) => [`\`${arg.name}\``, arg.description ?? '']);
  const flagRows = Object.values(flags)
    .filter((flag) => !flag.hidden)
    .map((flag) => [
      flagUsage(flag),
      [flag.summary ?? flag.description ?? '', flagNote(flag)].filter(Boolean).join(' '),
    ]);
  return [
    `## ${name}\n`,
    `${[summary, description].filter(Boolean).join('\n\n')}\n`,
    `\`${name}${usage.join('')}\`\n`,
    ...(argumentRows.length > 0 ? [`${table(['argument', 'what it is'], argumentRows)}\n`] : []),
    ...(flagRows.length > 0 ? [`${table(['flag', 'what it does'], flagRows)}\n`] : []),
    ...(examples.length > 0 ? [`\`\`\`text\n${examples.map(exampleText).join('\n')}\n\`\`\`\n`] : []),
  ].join('\n');
}

function flagUsage({ name, char, type, allowNo }) {
  const long = allowNo ? `--[no-]${name}` : `--${name}`;
  const value = type === 'option' ? ' <value>' : '';
  return `\`${char === undefined ? '' : `-${char}, `}${long}${value}\``;
}

function flagNote({ options, multiple, required }) {
  const notes = [];
  if (required) notes.push('Required.');
  if (options !== undefined) notes.push(`One of ${options.map((option) => `\`${option}\``).join(', ')}.`);
  if (multiple) notes.push('May be given more than once.');
  return notes.join(' ');
}

function exampleText(example) {
  const text = typeof example === 'string' ? example : `${example.command}`;
  return text.replaceAll('<%= config.bin %>', 'codex-ml').replaceAll('<%= command.id %>', '');
}
