// Conformance of learning-rate schedules.
import { CodexError, type Schedule } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandEqual } from '../checks/demand.js';
import { withContext } from '../fixtures/test-context.js';
import { optionsSuite } from './options-suite.js';
import { readOptions, type Subject } from './subject.js';

export interface ScheduleSubject extends Subject<'schedule'> {
  /** Planned updates. Default 200. */
  readonly steps?: number;
}

export function scheduleSuite(subject: ScheduleSubject): Check[] {
  const steps = subject.steps ?? 200;
  const withSchedule = (use: (schedule: Schedule) => void, planned = steps) =>
    withContext({}, async (ctx) => {
      use(await subject.plugin.create({ options: readOptions(subject), ctx, steps: planned }));
    });
  const until = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

  return [
    ...optionsSuite(subject),

    check('is finite and within 0 and 1 at every step, also beyond the last', () =>
      withSchedule((schedule) => {
        for (const step of [...until(2 * steps), 10 * steps, 1e6, 1e9]) {
          const factor = schedule.factor(step);
          demand(factor >= 0 && factor <= 1, {
            where: `factor(${step}) of ${steps} steps`,
            expected: 'a number in [0, 1]',
            received: factor,
            remedy: 'clamp the progress to [0, 1] before the formula; steps count from 1',
          });
        }
      }),
    ),

    check('depends on the step alone, not on earlier calls', () =>
      withSchedule((schedule) => {
        const forward = until(steps).map((step) => schedule.factor(step));
        const backward = until(steps)
          .reverse()
          .map((step) => schedule.factor(step))
          .reverse();
        demandEqual(backward, forward, {
          where: 'factor(step) called in another order',
          remedy: 'keep no state: a resumed run asks for any step first',
        });
      }),
    ),

    check('is the same again when made again', async () => {
      const runs: number[][] = [];
      for (let i = 0; i < 2; i++) {
        await withSchedule((schedule) => {
          runs.push(until(steps).map((step) => schedule.factor(step)));
        });
      }
      demandEqual(runs[1], runs[0], {
        where: 'factor(step) of a second instance',
        remedy: 'use no clock and no random numbers',
      });
    }),

    check('lets the model learn: some factor is above 0', () =>
      withSchedule((schedule) => {
        const highest = Math.max(...until(steps).map((step) => schedule.factor(step)));
        demand(highest > 0, {
          where: `factor(1..${steps})`,
          expected: 'a factor above 0',
          received: highest,
          remedy: 'the factor multiplies the base learning rate; 0 everywhere trains nothing',
        });
      }),
    ),

    check('works for a run of a single step, or refuses it with an error', async () => {
      try {
        await withSchedule((schedule) => {
          const factor = schedule.factor(1);
          demand(factor >= 0 && factor <= 1, {
            where: 'factor(1) of 1 step',
            expected: 'a number in [0, 1]',
            received: factor,
            remedy: 'guard the division by the number of steps',
          });
        }, 1);
      } catch (error) {
        // Options such as a warmup may need more steps than one.
        if (!CodexError.is(error)) throw error;
      }
    }),
  ];
}
