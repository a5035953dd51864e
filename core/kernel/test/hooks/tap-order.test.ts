import { createHookBus } from '@codex-ml/kernel/hook-bus';
import type { HookPayloads, Kind } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';

interface TapPlan {
  readonly id: string;
  readonly kind: Kind;
  readonly stage: number;
}

const plans = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('acme/a', 'acme/a-b', 'acme/b', 'std/a', 'Zeta/z', 'acme/ä'),
    kind: fc.constantFrom<Kind>('metric', 'extension'),
    stage: fc.constantFrom(-10, -0.5, 0, 1, 100),
  }),
  { selector: ({ id, kind, stage }) => `${id} ${kind} ${stage}`, minLength: 1, maxLength: 14 },
);

/** Tap in the given order; returns the order in which the taps ran. */
function orderOf(list: readonly TapPlan[], hook: 'step.start' | 'data.batch'): string[] {
  const ran: string[] = [];
  const bus = createHookBus(() => undefined);
  for (const { id, kind, stage } of list) {
    const facade = bus.facadeFor({ id, kind, hooks: [hook] });
    const note = (): void => {
      ran.push(`${stage} ${id} ${kind}`);
    };
    if (hook === 'step.start') facade.tap('step.start', note, { stage });
    else {
      facade.tap(
        'data.batch',
        (payload) => {
          note();
          return payload;
        },
        { stage },
      );
    }
  }
  if (hook === 'step.start') bus.call('step.start', { step: 1 });
  else bus.call('data.batch', {} as HookPayloads['data.batch']);
  expect(bus.order()[hook].map(({ plugin, stage }) => `${stage} ${plugin}`)).to.deep.equal(
    ran.map((entry) => entry.split(' ').slice(0, 2).join(' ')),
  );
  return ran;
}

describe('the order of taps', () => {
  for (const hook of ['step.start', 'data.batch'] as const) {
    it(`is by stage, then plugin id, whatever the order of registration (${hook})`, () => {
      fc.assert(
        fc.property(
          plans.chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
          ),
          ([list, shuffled]) => {
            const expected = [...list]
              .sort((a, b) => {
                if (a.stage !== b.stage) return a.stage - b.stage;
                if (a.id !== b.id) return a.id < b.id ? -1 : 1;
                return a.kind < b.kind ? -1 : 1;
              })
              .map(({ id, kind, stage }) => `${stage} ${id} ${kind}`);
            expect(orderOf(list, hook)).to.deep.equal(expected);
            expect(orderOf(shuffled, hook)).to.deep.equal(expected);
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  it('keeps two taps of one plugin in the order it registered them', () => {
    const bus = createHookBus(() => undefined);
    const ran: number[] = [];
    const facade = bus.facadeFor({ id: 'acme/a', hooks: ['step.start'] });
    for (const at of [1, 2, 3]) {
      facade.tap('step.start', () => {
        ran.push(at);
      });
    }
    bus.facadeFor({ id: 'acme/0', hooks: ['step.start'] }).tap('step.start', () => {
      ran.push(0);
    });
    bus.call('step.start', { step: 1 });
    expect(ran).to.deep.equal([0, 1, 2, 3]);
  });

  it('takes in taps that come after the first call', () => {
    const bus = createHookBus(() => undefined);
    const ran: string[] = [];
    const tap = (id: string): void =>
      bus.facadeFor({ id, hooks: ['step.start'] }).tap('step.start', () => {
        ran.push(id);
      });
    tap('acme/b');
    bus.call('step.start', { step: 1 });
    tap('acme/a');
    bus.call('step.start', { step: 2 });
    expect(ran).to.deep.equal(['acme/b', 'acme/a', 'acme/b']);
  });
});
