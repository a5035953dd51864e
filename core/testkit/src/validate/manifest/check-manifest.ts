// The group `manifest`: what the kernel's index says of the package, and what a project needs to find it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CodexError, codexError, PLUGIN_KEYWORD } from '@codex-ml/plugin-api';
import { CHECKS, type CheckId, checksIn } from '../check-table.js';
import type { Subject } from '../find-subjects.js';
import { finding, findingOf } from '../finding.js';
import { type PackageJson, readPackage } from '../package-json.js';
import type { Finding } from '../report.js';

/** @returns findings of the group, in the order of its checks */
export function checkManifest({ name, root, errors, capabilities }: Subject): Finding[] {
  const ids = new Map(capabilities.map(({ id, kind }) => [id, `${kind}:${id}`]));
  const indexed = errors.map((error) => {
    const place = placeIn(error);
    return findingOf(checkOf(error), error, {
      capability: ids.get(error.plugin ?? '') ?? null,
      ...(place !== undefined && { where: place }),
    });
  });
  const json = root === null ? null : readPackage(root);
  return [...indexed, ...(json === null || root === null ? [] : ownFindings(name, root, json))];
}

/** The check that an error of the index belongs to. */
function checkOf(error: CodexError): CheckId {
  return (
    checksIn(['manifest'], 'package').find((id) => CHECKS[id].codes.includes(error.code)) ?? 'manifest.shape'
  );
}

/** Path in package.json, or line of a file that is no JSON. */
function placeIn({ code, title, where }: CodexError): string | undefined {
  if (where?.line !== undefined || code === 'CML3103') return undefined;
  if (code === 'CML3107') return 'codexMl.provides';
  if (code === 'CML3108' || code === 'CML3110') return 'codexMl.namespace';
  if (code.startsWith('CML32')) return 'codexMl.apiVersion';
  return /`(codexMl[^`]*)`/.exec(title)?.[1] ?? 'codexMl';
}

function ownFindings(name: string, root: string, json: PackageJson): Finding[] {
  const found: Finding[] = [];
  if (!json.keywords?.includes(PLUGIN_KEYWORD)) {
    found.push(
      finding(
        'manifest.keyword',
        'CML3501',
        { name, keyword: PLUGIN_KEYWORD },
        {
          expected: `\`${PLUGIN_KEYWORD}\` among the keywords`,
          seen: JSON.stringify(json.keywords ?? []),
          where: 'keywords',
        },
      ),
    );
  }
  const manifest = json.codexMl;
  if (manifest === undefined) return found;
  if ((manifest.provides ?? []).length + Object.keys(manifest.presets ?? {}).length === 0) {
    found.push(
      finding('manifest.provides', 'CML3502', { name }, { seen: 'neither', where: 'codexMl.provides' }),
    );
  }
  const { conformance } = manifest;
  if (conformance !== undefined && !existsSync(join(root, conformance))) {
    const error = codexError('CML3107', {
      id: manifest.namespace ?? name,
      name,
      role: 'conformance',
      file: conformance,
    });
    found.push(findingOf('manifest.files', error, { seen: 'no such file', where: 'codexMl.conformance' }));
  }
  return found;
}
