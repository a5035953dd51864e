// Much text without much repetition, put together from installed packages, so that the lockfile fixes it: code, read-me files, licences,
// JSON and type declarations, in the order of a hash of their paths. Of a file the first 64 KiB count, and no file comes twice.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/node-binary.mjs';

const MODULES = join(ROOT, 'node_modules');
const NAMES = /\.(md|txt|js|mjs|cjs|ts|mts|json|ya?ml|html|css)$/;
const MOST_BYTES = 65_536;
const LEAST_BYTES = 200;

/**
 * Write a text of about so many bytes.
 * @returns how many bytes and files it is of
 */
export function writeVariedText(path, bytes) {
  const seen = new Set();
  const file = openSync(path, 'w');
  let [written, files] = [0, 0];
  try {
    for (const name of listByHash()) {
      if (written >= bytes) break;
      const text = readText(join(MODULES, name));
      const hash = createHash('sha256').update(text).digest('hex');
      if (text.length < LEAST_BYTES || seen.has(hash)) continue;
      seen.add(hash);
      written += writeSync(file, text);
      files++;
    }
  } finally {
    closeSync(file);
  }
  return { bytes: written, files };
}

function listByHash() {
  const names = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(MODULES, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      // links lead to our own packages, which change
      if (entry.isDirectory() && entry.name !== '.cache') visit(name);
      else if (entry.isFile() && NAMES.test(entry.name)) names.push(name);
    }
  };
  visit('');
  const keyed = names.map((name) => [createHash('sha256').update(name).digest('hex'), name]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}

/** Empty where it is not UTF-8, or not text. */
function readText(path) {
  const bytes = readFileSync(path).subarray(0, MOST_BYTES);
  // a character may be cut at the end
  const text = new TextDecoder().decode(bytes).replace(/\ufffd+$/, '');
  if (text.includes('\0') || text.includes('\ufffd')) return '';
  return text.endsWith('\n') ? text : `${text}\n`;
}
