// 5 MB of text of four kinds in equal parts, put together from installed packages, so that the lockfile fixes it: prose, Markdown, code,
// and text in thirteen languages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/node-binary.mjs';

const MODULES = join(ROOT, 'node_modules');
const PART = 1_250_000;

const KINDS = { prose: readProse, markdown: readMarkdown, code: readCode, multilingual: readMultilingual };

/** @returns the parts by name, each of about 1.25 MB of UTF-8 */
export function readMixedText() {
  return Object.fromEntries(Object.entries(KINDS).map(([kind, read]) => [kind, cut(read(), PART)]));
}

/** Paragraphs: what an empty line ends, with that line. Joined they are the text. */
export function splitParagraphs(text) {
  return text.match(/.+?(?:\n\n+|$)/gs);
}

/** Moby-Dick, chapter by chapter. */
function* readProse() {
  const folder = join(MODULES, '@stdlib', 'datasets-moby-dick', 'data');
  for (const name of JSON.parse(read(folder, 'file_list.json'))) yield read(folder, name);
}

/** Read-me files of packages, in the order of their names. */
function* readMarkdown() {
  const names = readdirSync(MODULES).filter((name) => /^[a-z]/.test(name));
  for (const name of names.sort()) {
    const file = readdirSync(join(MODULES, name)).find((entry) => /^readme\.md$/i.test(entry));
    if (file !== undefined) yield read(MODULES, name, file);
  }
}

/** JavaScript, type declarations and Python. */
function* readCode() {
  const library = join(MODULES, 'typescript', 'lib');
  yield read(library, '_tsc.js').slice(0, 500_000);
  yield read(library, 'lib.es5.d.ts');
  yield read(library, 'lib.webworker.d.ts').slice(0, 200_000);
  const python = join(MODULES, 'node-gyp', 'gyp', 'pylib', 'gyp', 'generator');
  for (const name of readdirSync(python).sort()) yield read(python, name);
}

/** Read-me files and messages in Czech, German, Spanish, French, Hindi, Italian, Japanese, Korean, Polish, Portuguese, Russian, Turkish … */
function* readMultilingual() {
  const biome = join(MODULES, '@biomejs', 'biome');
  for (const name of readdirSync(biome).sort()) {
    if (/^README\..+\.md$/.test(name)) yield read(biome, name);
  }
  const library = join(MODULES, 'typescript', 'lib');
  for (const name of readdirSync(library).sort()) {
    if (!/^[a-z]{2}(-[a-z]+)?$/.test(name)) continue;
    const messages = JSON.parse(read(library, name, 'diagnosticMessages.generated.json'));
    yield cut([Object.values(messages).join('\n')], 90_000);
  }
}

function cut(texts, bytes) {
  const pieces = [];
  let left = bytes;
  for (const text of texts) {
    const piece = Buffer.from(`${text}\n\n`).subarray(0, left);
    pieces.push(new TextDecoder().decode(piece, { stream: true }));
    left -= piece.length;
    if (left <= 0) break;
  }
  return pieces.join('');
}

function read(...path) {
  return readFileSync(join(...path), 'utf8').replaceAll('\r\n', '\n');
}
