// Conformance of extensions: plugins that are hook taps and nothing else.
import type { Check } from '../../checks/check.js';
import { optionsSuite } from '../options-suite.js';
import type { ExtensionSubject } from './extension-subject.js';
import { tapChecks } from './tap-checks.js';
import { trainingChecks } from './training-checks.js';

export function extensionSuite(subject: ExtensionSubject): Check[] {
  return [...optionsSuite(subject), ...tapChecks(subject), ...trainingChecks(subject)];
}
