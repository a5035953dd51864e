// A sound schedule, linear decay, and wrong ones.
import { defineOptions, defineSchedule, type Schedule } from '@codex-ml/plugin-api';
import { conformance } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

const options = defineOptions({});

const checksFor = (create: (steps: number) => Schedule) => () =>
  conformance.schedule({
    plugin: defineSchedule({
      id: 'linear',
      apiVersion: '^1.0',
      options,
      create: ({ steps }) => create(steps),
    }),
  });

const linear = (steps: number) => (step: number) => Math.max(0, 1 - (step - 1) / steps);

export function scheduleMutation(): MutationTest {
  let made = 0;
  return {
    kind: 'schedules',
    sound: checksFor((steps) => ({ factor: linear(steps) })),
    mutants: [
      {
        flaw: 'falls below 0 after the last step',
        caughtBy: 'is finite and within 0 and 1 at every step, also beyond the last',
        checks: checksFor((steps) => ({ factor: (step) => 1 - (step - 1) / steps })),
      },
      {
        flaw: 'is not a number at its last step',
        caughtBy: 'is finite and within 0 and 1 at every step, also beyond the last',
        checks: checksFor((steps) => ({ factor: (step) => Math.max(0, (steps - step) / (steps - step)) })),
      },
      {
        flaw: 'counts its calls instead of the steps',
        caughtBy: 'depends on the step alone, not on earlier calls',
        checks: checksFor((steps) => {
          let calls = 0;
          return { factor: () => linear(steps)(++calls) };
        }),
      },
      {
        flaw: 'is different each time it is made',
        caughtBy: 'is the same again when made again',
        checks: checksFor((steps) => {
          const scale = 1 / ++made;
          return { factor: (step) => scale * linear(steps)(step) };
        }),
      },
      {
        flaw: 'is 0 throughout',
        caughtBy: 'lets the model learn: some factor is above 0',
        checks: checksFor(() => ({ factor: () => 0 })),
      },
      {
        flaw: 'divides by 0 where there is one step',
        caughtBy: 'works for a run of a single step, or refuses it with an error',
        checks: checksFor((steps) => ({ factor: (step) => Math.max(0, 1 - (step - 1) / (steps - 1)) })),
      },
    ],
  };
}
