// Checks of the taps of an extension: which hooks, what each answers, what it may not touch.
import { isDeepStrictEqual } from 'node:util';
import { HOOKS, type HookName } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual } from '../../checks/demand.js';
import { show } from '../../checks/show.js';
import { captureOutput } from '../../fixtures/capture-output.js';
import { deepFreeze } from '../../fixtures/deep-freeze.js';
import type { TestContext } from '../../fixtures/test-context.js';
import { askTaps, type ExtensionSubject, isPlain, tappedHooks, withExtension } from './extension-subject.js';
import { samplePayloads } from './sample-payloads.js';

export function tapChecks(subject: ExtensionSubject): Check[] {
  const payloads = samplePayloads(subject.payloads);
  const plainHooks = (ctx: TestContext) => tappedHooks(ctx).filter(isPlain);
  /** Every answer of every tap to every payload. */
  const answersOf = async (ctx: TestContext) => {
    const answers: unknown[] = [];
    for (const hook of plainHooks(ctx)) {
      for (const payload of payloads[hook]) {
        answers.push([hook, await Promise.all(askTaps(ctx, hook, structuredClone(payload)))]);
      }
    }
    return answers;
  };

  return [
    check('taps hooks while it is set up, and only those that its manifest declares', () =>
      withExtension(subject, async (ctx) => {
        const tapped = tappedHooks(ctx);
        demand(tapped.length > 0, {
          where: 'setup',
          expected: 'a tap on some hook',
          received: 'none',
          remedy: 'call `ctx.hooks.tap` in `setup`',
        });
        const declared = subject.hooks ?? (Object.keys(HOOKS) as HookName[]);
        demandEqual(
          tapped.filter((hook) => !declared.includes(hook)),
          [],
          { where: 'hooks that are tapped and not declared', remedy: 'list them under `codexMl.hooks`' },
        );
      }),
    ),

    check('answers every hook as the policy of the hook asks', () =>
      withExtension(subject, async (ctx) => {
        for (const hook of plainHooks(ctx)) {
          for (const payload of payloads[hook]) {
            for (const answer of askTaps(ctx, hook, structuredClone(payload))) {
              await demandAnswer(hook, payload, answer);
            }
          }
        }
      }),
    ),

    check('leaves payloads as they are, and answers with new ones', () =>
      withExtension(subject, async (ctx) => {
        for (const hook of plainHooks(ctx)) {
          for (const payload of payloads[hook]) {
            const given = deepFreeze(structuredClone(payload));
            await Promise.all(askTaps(ctx, hook, given));
            demand(isDeepStrictEqual(given, payload), {
              where: `the payload of \`${hook}\``,
              expected: 'the same as before',
              received: `${show(given)}, before ${show(payload)}`,
              remedy: 'return `{ ...payload, changed }`: other taps and the host hold the same object',
            });
          }
        }
      }),
    ),

    check('gives the same answers in another run, also when two runs go on at once', () =>
      withExtension(subject, async (first) => {
        const remedy = 'make all state in `setup`, none in the module; draw randomness from `ctx.rng`';
        const alone = await answersOf(first);
        await withExtension(subject, (second) =>
          withExtension(subject, async (third) => {
            const [a, b] = await Promise.all([answersOf(second), answersOf(third)]);
            demandEqual(a, alone, { where: 'the answers of a second run', remedy });
            demandEqual(b, alone, { where: 'the answers of two runs at once', remedy });
          }),
        );
      }),
    ),

    check('writes nothing to stdout', async () => {
      const { stdout } = await captureOutput(() => withExtension(subject, (ctx) => answersOf(ctx)));
      demandEqual(stdout, '', {
        where: 'stdout',
        remedy: 'use `ctx.log`: stdout carries the results of commands',
      });
    }),
  ];
}

/** Demand an answer that the host takes. */
async function demandAnswer(hook: HookName, payload: object, answer: unknown): Promise<void> {
  const { policy, async } = HOOKS[hook];
  const where = `the answer to \`${hook}\``;
  const isPromise = typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function';
  if (isPromise) void (answer as Promise<unknown>).catch(() => undefined);
  demand(async || !isPromise, {
    where,
    expected: 'an answer at once',
    received: 'a promise',
    remedy: 'hooks of a step are sync: leave out `async`',
  });
  const settled = await answer;
  if (policy === 'observe') return;
  if (policy === 'guard') {
    demand(settled === undefined || typeof settled === 'boolean', {
      where,
      expected: 'true, false or nothing',
      received: show(settled),
      remedy: 'say true to let pass and false to deny; anything else denies',
    });
    return;
  }
  if (settled === null && hook === 'data.sample') return;
  const result = (typeof settled === 'object' ? settled : null) as Readonly<Record<string, unknown>> | null;
  const wrong = Object.entries(payload).find(([key, value]) => typeof result?.[key] !== typeof value);
  demand(result !== null && wrong === undefined, {
    where,
    expected: `an object with ${Object.keys(payload).join(', ')}, of the types they have in the payload`,
    received: show(settled),
    remedy: 'return the payload to go on with, changed or not',
  });
}
