// Runs the `secrets` check with options given in the test.
import type { PluginContext, SafetyCheck, SafetyStage, SafetyVerdict } from '@codex-ml/plugin-api';
import secrets from '@codex-ml/safety/dist/secrets.js';

export async function createCheck(options: Readonly<Record<string, unknown>> = {}): Promise<SafetyCheck> {
  return await secrets.create({ options: secrets.options.parse(options), ctx: {} as PluginContext });
}

export async function inspect(
  text: string,
  options: Readonly<Record<string, unknown>> = {},
  stage: SafetyStage = 'data',
): Promise<SafetyVerdict> {
  return await (await createCheck(options)).inspect(text, stage);
}
