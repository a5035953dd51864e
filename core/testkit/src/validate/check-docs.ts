// The group `docs`: whether the README tells a user what there is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOptions } from '@codex-ml/plugin-api';
import { finding } from './finding.js';
import type { PackageJson } from './package-json.js';
import type { Finding } from './report.js';

/** @returns one finding for each plugin that the README leaves out, in whole or in part */
export function checkDocs(name: string, root: string, { codexMl = {} }: PackageJson): Finding[] {
  const file = readdirSync(root).find((each) => /^readme(\.\w+)?$/i.test(each));
  const text = file === undefined ? '' : readFileSync(join(root, file), 'utf8');
  const where = file ?? 'README.md';
  const seen = file === undefined ? 'no README' : 'a README without it';
  return (codexMl.provides ?? []).flatMap(({ kind, id, options }) => {
    const capability = `${kind}:${codexMl.namespace}/${id}`;
    if (!mentions(text, id)) {
      return [
        finding(
          'docs.readme',
          'CML3565',
          { name, what: `\`${id}\`` },
          { capability, expected: `\`${id}\` in the README`, seen, where },
        ),
      ];
    }
    const absent = optionNames(join(root, options)).filter((option) => !mentions(text, option));
    if (absent.length === 0) return [];
    const what = `${absent.length === 1 ? 'the option' : 'the options'} ${absent.map((each) => `\`${each}\``).join(', ')} of \`${id}\``;
    return [
      finding(
        'docs.readme',
        'CML3565',
        { name, what },
        { capability, expected: 'every option in the README', seen, where },
      ),
    ];
  });
}

function mentions(text: string, name: string): boolean {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`).test(text);
}

/** Names of the options, from the schema file; none where it cannot be read, which is another check's to say. */
function optionNames(file: string): string[] {
  try {
    return describeOptions(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>).map(
      (option) => option.name,
    );
  } catch {
    return [];
  }
}
