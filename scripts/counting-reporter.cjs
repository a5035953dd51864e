// Mocha reporter: prints like `dot` (or, when verbose, `spec`) and leaves the counts in the file named by CODEX_ML_TEST_COUNTS.
// Counts go through a file because a test may print anything to stdout.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

const Base = process.env.CODEX_ML_TEST_VERBOSE === '1' ? reporters.Spec : reporters.Dot;

module.exports = class CountingReporter extends Base {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const counts = { passed: passes, failed: failures, skipped: pending };
      writeFileSync(process.env.CODEX_ML_TEST_COUNTS, JSON.stringify(counts));
    });
  }
};
