// Whether the packages of the host fit together, and whether plugins share the host's plugin API.
import type { JsonObject } from '@codex-ml/plugin-api';
import { type DoctorCheck, failed, passed, warned } from './doctor-check.js';

const OWN_SCOPE = '@codex-ml/';

/** @param versions of the host's packages by name; null for one that is not installed */
export function checkHostPackages(versions: JsonObject): DoctorCheck {
  const own = Object.entries(versions).filter(([name]) => name.startsWith(OWN_SCOPE));
  const missing = own.filter(([, version]) => version === null).map(([name]) => `\`${name}\``);
  if (missing.length > 0) {
    return failed('packages', `not installed: ${missing.join(', ')}`, 'install codex-ml again');
  }
  const distinct = [...new Set(own.map(([, version]) => String(version)))];
  if (distinct.length === 1) return passed('packages', `codex-ml ${distinct[0]}`);
  const listed = own.map(([name, version]) => `${name.slice(OWN_SCOPE.length)} ${String(version)}`);
  return warned(
    'packages',
    `the packages of codex-ml have different versions: ${listed.join(', ')}`,
    'give all `@codex-ml/*` packages of the project the same version and install again',
  );
}

/** Whether there is one plugin API. @param copies sentences about plugins that bring a copy of their own */
export function checkApiCopies(copies: readonly string[]): DoctorCheck {
  if (copies.length === 0) return passed('plugin-api', 'every plugin shares the plugin API of the host');
  return warned(
    'plugin-api',
    copies.join('; '),
    'plugins should have `@codex-ml/plugin-api` as a peer dependency; try `npm dedupe`',
  );
}
