// Catches what an action throws, for assertions on it.
import { CodexError, CodexErrors } from '@codex-ml/plugin-api';
import { expect } from 'chai';

/** The CodexError that the action throws or rejects with; fails the test where it does not. */
export async function errorOf(action: () => unknown): Promise<CodexError> {
  const thrown = await thrownBy(action);
  if (!CodexError.is(thrown)) expect.fail(`expected a CodexError, received ${String(thrown)}`);
  return thrown;
}

export async function errorsOf(action: () => unknown): Promise<readonly CodexError[]> {
  const thrown = await thrownBy(action);
  expect(thrown).to.be.instanceOf(CodexErrors);
  return (thrown as CodexErrors).errors;
}

async function thrownBy(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (thrown) {
    return thrown;
  }
  return expect.fail('expected an error, none was thrown');
}
