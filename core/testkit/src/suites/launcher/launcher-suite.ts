// Conformance of launchers.
import type { Check } from '../../checks/check.js';
import { optionsSuite } from '../options-suite.js';
import { exitChecks } from './exit-checks.js';
import type { LauncherSubject } from './launcher-subject.js';
import { stopChecks } from './stop-checks.js';

export function launcherSuite(subject: LauncherSubject): Check[] {
  return [...optionsSuite(subject), ...exitChecks(subject), ...stopChecks(subject)];
}
