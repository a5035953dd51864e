// Whether there is a config and whether it is valid.
import type { CodexError } from '@codex-ml/plugin-api';
import { type DoctorCheck, failed, passed, warned } from './doctor-check.js';

export type ConfigFinding =
  | { readonly file: string | undefined; readonly runId: string }
  | { readonly errors: readonly CodexError[] };

/** @param finding of planning a run; `file` as it should be shown */
export function checkConfig(finding: ConfigFinding): DoctorCheck {
  if ('errors' in finding) {
    const { errors } = finding;
    const rest = errors.length === 1 ? '' : ` and ${errors.length - 1} more`;
    return failed(
      'config',
      `${describe(errors[0]!)}${rest}`,
      '`codex-ml config validate` shows every error with its place',
    );
  }
  const { file, runId } = finding;
  if (file === undefined) {
    return warned('config', 'there is no config file here; defaults are used', '`codex-ml init` writes one');
  }
  return passed('config', `${file} is valid; its run is ${runId}`);
}

function describe({ code, title, where }: CodexError): string {
  const at =
    where === undefined
      ? ''
      : ` (${[where.file, where.line, where.column].filter((part) => part !== undefined).join(':')})`;
  return `${code} ${title}${at}`;
}
