// Answers of the peers, committed in test/interop/golden, so that `npm test` can hold us to them without Python.
// `CODEX_ML_UPDATE_GOLDEN=1 npm run test:interop` writes them anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';

function pathOf(name: string): string {
  return join(ROOT, 'test', 'interop', 'golden', `${name}.json`);
}

export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(pathOf(name), 'utf8')) as T;
}

/** The peer answered as it did when the golden file was written, numbers to within 1e-6. */
export function expectGolden(name: string, answer: unknown): void {
  const rounded: unknown = JSON.parse(
    JSON.stringify(answer, (_, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
    ),
  );
  if (process.env['CODEX_ML_UPDATE_GOLDEN'] === '1') {
    writeFileSync(pathOf(name), `${JSON.stringify(rounded)}\n`);
  }
  expectAlike(rounded, readGolden(name), name);
}

function expectAlike(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number') {
    expect(actual, path).to.be.closeTo(expected, 1e-6 * Math.max(1, Math.abs(expected)));
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object), path).to.deep.equal(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expectAlike((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else {
    expect(actual, path).to.equal(expected);
  }
}
