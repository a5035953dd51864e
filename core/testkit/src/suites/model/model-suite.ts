// Conformance of language models, run on an engine that the fixture brings.
import type { Check } from '../../checks/check.js';
import { optionsSuite } from '../options-suite.js';
import { cacheChecks } from './cache-checks.js';
import { documentsChecks } from './documents-checks.js';
import { forwardChecks } from './forward-checks.js';
import { learningChecks } from './learning-checks.js';
import type { ModelSubject } from './model-subject.js';

export function modelSuite(subject: ModelSubject): Check[] {
  return [
    ...optionsSuite(subject),
    ...learningChecks(subject),
    ...forwardChecks(subject),
    ...cacheChecks(subject),
    ...documentsChecks(subject),
  ];
}
