// Errors as lines of errors.ndjson.
import { type CodexError, type JsonObject, toCodexErrors } from '@codex-ml/plugin-api';

const LONGEST_CHAIN = 8;

/** One record per error of the value: several errors of one stage become several records. */
export function errorRecords(error: unknown, redact: (text: string) => string): JsonObject[] {
  return toCodexErrors(error).map((one) => errorRecord(one, redact));
}

function errorRecord(error: CodexError, redact: (text: string) => string): JsonObject {
  const { where } = error;
  return {
    code: error.code,
    title: redact(error.title),
    plugin: error.plugin ?? null,
    hook: error.hook ?? null,
    where:
      where === undefined
        ? null
        : { file: redact(where.file), line: where.line ?? null, column: where.column ?? null },
    hints: error.hints.map(redact),
    causes: causeChain(error).map((cause) => ({
      message: redact(cause instanceof Error ? cause.message : String(cause)),
      stack: cause instanceof Error && cause.stack !== undefined ? redact(cause.stack) : null,
    })),
    stack: error.stack === undefined ? null : redact(error.stack),
  };
}

function causeChain(error: Error): unknown[] {
  const chain: unknown[] = [];
  let cause = error.cause;
  while (cause !== undefined && cause !== null && chain.length < LONGEST_CHAIN) {
    chain.push(cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return chain;
}
