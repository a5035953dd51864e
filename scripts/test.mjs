// Runs the tests and ends with one line, `N passed, N failed, N skipped`. Skipped tests count as a failure, and so does an
// empty run. Options: --quick (no e2e, no *.slow.test.ts), --interop (only test/interop), --verbose (name each test);
// anything else goes to mocha, such as `--grep 'rotary'`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureOracles } from './ensure-installed.mjs';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';
import { listFiles, listPackages } from './workspace.mjs';

const OWN_OPTIONS = ['--quick', '--interop', '--verbose'];
const chosen = new Set(process.argv.slice(2).filter((argument) => OWN_OPTIONS.includes(argument)));
const forMocha = process.argv.slice(2).filter((argument) => !OWN_OPTIONS.includes(argument));

const node = await ensureReady();
await ensureOracles();
const scratch = mkdtempSync(join(tmpdir(), 'codex-ml-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const groups = Object.entries(testGroups()).filter(([, files]) => files.length > 0);
if (chosen.has('--quick')) {
  // Side by side, for the sake of whoever waits; a full run takes its time, so that tests of time and memory have the machine.
  await Promise.all(groups.map(([title, files]) => runGroup(title, files, 'together')));
} else {
  for (const [title, files] of groups) await runGroup(title, files, 'alone');
}
rmSync(scratch, { recursive: true, force: true });

const success = total.passed > 0 && total.failed === 0 && total.skipped === 0;
if (total.passed + total.failed + total.skipped === 0) console.log('No test ran.');
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = success ? 0 : 1;

/** Compiled test files by group. Listed from the sources, so that the output of a deleted test never runs. */
function testGroups() {
  const crossPackage = compiledTests('test', 'test/dist');
  const isInterop = (file) => file.startsWith('test/dist/interop/');
  const isEndToEnd = (file) => file.startsWith('test/dist/e2e/');
  if (chosen.has('--interop')) return { 'with real peers': crossPackage.filter(isInterop) };
  const groups = {
    'per package': listPackages().flatMap(({ folder }) =>
      compiledTests(`${folder}/test`, `${folder}/dist-test`),
    ),
    'across packages': crossPackage.filter((file) => !isInterop(file) && !isEndToEnd(file)),
    'end to end': crossPackage.filter(isEndToEnd),
  };
  if (!chosen.has('--quick')) return groups;
  const isFast = (file) => !file.endsWith('.slow.test.js');
  const isPlugin = (file) => file.startsWith('plugins/');
  const perPackage = groups['per package'].filter(isFast);
  return {
    'per package': perPackage.filter((file) => !isPlugin(file)),
    'of plugins': perPackage.filter(isPlugin),
    'across packages': groups['across packages'].filter(isFast),
  };
}

function compiledTests(sources, output) {
  return listFiles(join(ROOT, sources), (name) => name.endsWith('.test.ts'))
    .filter((file) => sources !== 'test' || !file.startsWith('fixtures/'))
    .map((file) => `${output}/${file.replace(/\.ts$/, '.js')}`);
}

/** One mocha process per group; a process that dies without counts is one failure. Together, each prints when it is done. */
async function runGroup(title, files, company) {
  const heading = `Tests ${title}: ${files.length} files`;
  let printed = '';
  const onStdout = (text) => {
    printed += text;
  };
  if (company === 'alone') console.log(heading);
  const counts = join(scratch, `${title.replaceAll(' ', '-')}.json`);
  const mocha = [
    join('node_modules', 'mocha', 'bin', 'mocha.js'),
    ...['--reporter', join('scripts', 'counting-reporter.cjs'), '--forbid-only'],
    ...forMocha,
    ...files,
  ];
  const code = await runCommand(node, mocha, {
    env: childEnvironment(node, {
      CODEX_ML_TEST_COUNTS: counts,
      CODEX_ML_TEST_VERBOSE: chosen.has('--verbose') ? '1' : '0',
    }),
    ...(company === 'together' && { onStdout }),
  });
  if (company === 'together') console.log(`${heading}\n${printed}`);
  if (!existsSync(counts)) {
    console.error('mocha ended before it could run the tests');
    total.failed += 1;
    return;
  }
  const { passed, failed, skipped } = JSON.parse(readFileSync(counts, 'utf8'));
  total.passed += passed;
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
  total.skipped += skipped;
}
