// Conformance of tokenizers.
import type { Check } from '../../checks/check.js';
import { optionsSuite } from '../options-suite.js';
import { pairChecks } from './pair-checks.js';
import { randomChecks } from './random-checks.js';
import { shapeChecks } from './shape-checks.js';
import { streamChecks } from './stream-checks.js';
import { textChecks } from './text-checks.js';
import type { TokenizerSubject } from './tokenizer-subject.js';
import { vocabularyChecks } from './vocabulary-checks.js';

export function tokenizerSuite(subject: TokenizerSubject): Check[] {
  return [
    ...optionsSuite(subject),
    ...vocabularyChecks(subject),
    ...textChecks(subject),
    ...shapeChecks(subject),
    ...pairChecks(subject),
    ...streamChecks(subject),
    ...randomChecks(subject),
  ];
}
