// What validation reports, as data. The schemas are the documented form of `plugins validate --json`.
import { z } from '@codex-ml/plugin-api';
import { CHECK_IDS, type CheckId, GROUPS } from './check-table.js';

export const FindingSchema = z
  .strictObject({
    check: z.enum(CHECK_IDS as [CheckId, ...CheckId[]]).describe('check that found it'),
    capability: z.string().nullable().describe('`kind:namespace/id`; null where it is about the package'),
    severity: z.enum(['error', 'warning']).describe('warnings fail only with `--strict`'),
    code: z
      .string()
      .regex(/^CML\d{4}$/)
      .describe('code of the error; `codex-ml explain` tells more'),
    title: z.string().describe('what is wrong, in one line'),
    expected: z.string().describe('what should have been'),
    seen: z.string().describe('what was'),
    where: z.string().nullable().describe('`file:line`, path in package.json, or call; null where unknown'),
    mend: z.array(z.string()).min(1).describe('what its author can do, the most specific first'),
  })
  .describe('one thing that is wrong');

export const CheckResultSchema = z
  .strictObject({
    check: z.enum(CHECK_IDS as [CheckId, ...CheckId[]]),
    group: z.enum(GROUPS),
    capability: z.string().nullable(),
    status: z.enum(['passed', 'failed', 'warned', 'not-run']),
    note: z.string().nullable().describe('how much was checked, or why it was not run'),
  })
  .describe('outcome of one check');

export const PackageReportSchema = z
  .strictObject({
    name: z.string(),
    version: z.string(),
    folder: z.string().nullable().describe('relative to the working directory; null where there is none'),
    ok: z.boolean(),
    capabilities: z.array(z.string()).describe('`kind:namespace/id` of what was checked'),
    checks: z.array(CheckResultSchema),
    findings: z.array(FindingSchema),
  })
  .describe('one plugin package, or a single file that holds a plugin');

export const ValidationReportSchema = z
  .strictObject({
    format: z.literal(1).describe('number of this form; it rises when a key changes its meaning or goes'),
    ok: z.boolean().describe('false exactly where the exit code is 3'),
    packages: z.array(PackageReportSchema),
    totals: z.strictObject({
      passed: z.int(),
      failed: z.int(),
      warned: z.int(),
      notRun: z.int(),
    }),
  })
  .describe('report of `codex-ml plugins validate --json`');

export type Finding = z.output<typeof FindingSchema>;
export type CheckResult = z.output<typeof CheckResultSchema>;
export type PackageReport = z.output<typeof PackageReportSchema>;
export type ValidationReport = z.output<typeof ValidationReportSchema>;

/** JSON Schema of the report, for the docs and for programs that read it. */
export function reportJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(ValidationReportSchema);
}
