// The root of the workspace that a package is a member of: tools are often declared there. Reads package.json files only.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readJsonObject } from './read-json-object.js';
import { realFolder } from './resolve-package.js';

/** Nearest folder above `member` that declares workspaces, by npm's field or pnpm's file; undefined where there is none. */
export function findWorkspaceRoot(member: string): string | undefined {
  const start = realFolder(member);
  for (let folder = dirname(start); dirname(folder) !== folder; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
    if (readJsonObject(join(folder, 'package.json'))?.['workspaces'] !== undefined) return folder;
  }
  return undefined;
}
