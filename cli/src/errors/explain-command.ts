// Why words on the command line are no command, and which one was probably meant.
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';

/**
 * @param typed the words, between spaces; there may be arguments behind the command
 * @param known every command, in the same form
 */
export function explainCommand(typed: string, known: readonly string[]): CodexError {
  const words = typed.split(' ');
  for (let count = words.length - 1; count > 0; count--) {
    // A command that takes no arguments was given one.
    const argument = words[count];
    if (argument !== undefined && known.includes(words.slice(0, count).join(' '))) {
      return codexError('CML1003', { argument });
    }
  }
  const near = nearestCommand(words, known);
  return codexError(
    'CML1002',
    { command: typed },
    near === undefined ? {} : { hints: [`did you mean \`${near}\`?`] },
  );
}

function nearestCommand(words: readonly string[], known: readonly string[]): string | undefined {
  if (words[0] === 'help') return [...words.slice(1), '--help'].join(' ');
  for (let count = words.length; count > 0; count--) {
    const near = nearestName(words.slice(0, count).join(' '), known);
    if (near !== undefined) return near;
  }
  const topics = new Set(known.flatMap((name) => (name.includes(' ') ? [name.split(' ', 1)[0]!] : [])));
  const topic = nearestName(words[0] ?? '', topics);
  return topic === undefined ? undefined : `${topic} --help`;
}
