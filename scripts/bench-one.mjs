// Runs one benchmark module in this process and sends its rows to the parent (scripts/bench.mjs), in the form of the results file.
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toResultRow } from './bench/result-rows.mjs';

const [path, options] = process.argv.slice(2);
const name = basename(path).replace(/\.bench\.mjs$/, '');
try {
  const { default: bench } = await import(pathToFileURL(path).href);
  const rows = await bench({ ...JSON.parse(options), log: (text) => console.log(`  ${text}`) });
  process.send({ rows: rows.map((row) => toResultRow(name, row)) });
} catch (error) {
  console.error(`bench ${name}: ${error.message}`);
  if (process.env.CODEX_ML_BENCH_STACK === '1') console.error(error.stack);
  process.exitCode = 1;
}
process.disconnect?.();
