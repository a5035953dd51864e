// docs/errors: one page per range of codes, and an index with the exit codes.
import { CATALOGUE, EXIT, exitCodeOf, RETIRED_CODES } from '@codex-ml/plugin-api';
import { GENERATED, table } from './markdown.mjs';

const RANGES = {
  1: ['command-line', 'the command line'],
  2: ['config', 'configuration'],
  3: ['plugins', 'plugins'],
  4: ['data', 'data and tokenizers'],
  5: ['engine', 'engines and models'],
  6: ['training', 'training, checkpoints and the run folder'],
  7: ['safety', 'safety'],
  8: ['serving', 'serving and sweeps'],
  9: ['internal', 'internal errors'],
};

const EXIT_MEANINGS = {
  ok: 'everything went well',
  runFailed: 'the run itself failed',
  usage: 'the command line or the configuration is wrong',
  plugin: 'a plugin is missing, incompatible or broken',
  environment: 'the environment or the data is not as required',
  locked: 'another process works on the same run',
  internal: 'a bug',
};

/** Path to text of each page. */
export function errorPages() {
  const pages = { 'docs/errors/README.md': index() };
  for (const range of usedRanges()) pages[`docs/errors/${fileOf(range)}`] = rangePage(range);
  return pages;
}

function usedRanges() {
  return Object.keys(RANGES).filter((range) => codesOf(range).length > 0);
}

function codesOf(range) {
  return Object.keys(CATALOGUE)
    .filter((code) => code.charAt(3) === range)
    .sort();
}

function fileOf(range) {
  return `${range}xxx-${RANGES[range][0]}.md`;
}

function rangePage(range) {
  const entries = codesOf(range).map((code) => {
    const { title, cause, remedy } = CATALOGUE[code];
    return `## ${code}\n\n${title}\n\n**Cause.** ${cause}\n\n**What to do.** ${remedy}\n\nExit code ${exitCodeOf(code)}.\n`;
  });
  return `${GENERATED}\n# Errors ${range}xxx: ${RANGES[range][1]}\n\n${entries.join('\n')}`;
}

function index() {
  const rows = usedRanges().flatMap((range) =>
    codesOf(range).map((code) => [
      `[${code}](${fileOf(range)}#${code.toLowerCase()})`,
      CATALOGUE[code].title,
    ]),
  );
  const retired =
    RETIRED_CODES.length === 0 ? '' : `\nRetired, never to be used again: ${RETIRED_CODES.join(', ')}.\n`;
  const exits = Object.entries(EXIT).map(([name, code]) => [code, EXIT_MEANINGS[name]]);
  return `${GENERATED}
# Errors

\`codex-ml explain <code>\` prints the same text in the terminal. Words in braces stand for the particular case.

## Exit codes

${table(['code', 'meaning'], exits)}

## Codes

${table(['code', 'title'], rows)}
${retired}`;
}
