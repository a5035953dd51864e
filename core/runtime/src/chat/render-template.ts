// Runs a parsed template on its variables, within limits. It knows nothing of tokens and masks.
import { CodexError, codexError } from '@codex-ml/plugin-api';
import { BoundedInterpreter } from './bounded-interpreter.js';
import { Environment, type JinjaScope } from './jinja-types.js';
import { isStackOverflow, type ParsedTemplate, templateLocation } from './parse-template.js';
import { WorkMeter } from './render-limits.js';

/**
 * Render a template. `strftime_now` is not there: what is trained on must not depend on the day, and templates that ask whether it
 * is defined fall back to a date of their own.
 * @param messages how many the conversation has, by which the work that is allowed grows
 * @throws CML4351 where the template raises, CML4353 beyond a limit, CML4352 for any other failure
 */
export function renderTemplate(
  template: ParsedTemplate,
  variables: Readonly<Record<string, unknown>>,
  messages: number,
): string {
  const { name, source, program, facts, limits } = template;
  const meter = new WorkMeter(name, limits, messages);
  try {
    const scope = new Environment();
    setGlobals(scope, name, meter);
    for (const [variable, value] of Object.entries(variables)) scope.set(variable, value);
    return String(new BoundedInterpreter(scope, meter, facts).run(program).value);
  } catch (error) {
    if (CodexError.is(error)) throw error;
    if (isStackOverflow(error)) throw meter.tooDeep();
    if (error instanceof RangeError && error.message === 'Invalid string length') throw meter.tooLong();
    const problem = (error as Error).message;
    const asksForTime = source.includes('strftime_now') && problem.includes('not a function');
    throw codexError(
      'CML4352',
      { template: name, message: '?', problem },
      {
        where: templateLocation(template),
        cause: error,
        hints: asksForTime
          ? [
              '`strftime_now` is not offered, so that training does not depend on the day; write a fixed date into the template',
            ]
          : [],
      },
    );
  }
}

function setGlobals(scope: JinjaScope, template: string, meter: WorkMeter): void {
  for (const [name, value] of [
    ['true', true],
    ['True', true],
    ['false', false],
    ['False', false],
    ['none', null],
    ['None', null],
  ] as const) {
    scope.set(name, value);
  }
  scope.set('raise_exception', (message: unknown) => {
    throw codexError('CML4351', { template, message: String(message) });
  });
  scope.set('range', (first: unknown, second?: unknown, step: unknown = 1) => {
    const [start, stop] = second === undefined ? [0, first] : [first, second];
    if (![start, stop, step].every(Number.isInteger) || step === 0) {
      const problem = 'range() takes whole numbers and a step that is not 0';
      throw codexError('CML4352', { template, message: '?', problem });
    }
    const [from, to, by] = [start, stop, step] as [number, number, number];
    const count = Math.max(0, Math.ceil((to - from) / by));
    meter.spend(count);
    return Array.from({ length: count }, (_, i) => from + i * by);
  });
}
