import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { binary, fill, scalar, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { HOST_DOMAIN, SCATTER_ADD, simplify } from '@codex-ml/engine-onnx/dist/rewrite/simplify.js';
import { bytesOfValue, type Placement, placeValues } from '@codex-ml/engine-onnx/dist/stages/place-values.js';
import { planTurns, type StepPlan } from '@codex-ml/engine-onnx/dist/stages/plan-steps.js';
import { rootOf } from '@codex-ml/engine-onnx/dist/stages/root-of.js';
import type { Engine, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc, { type GeneratorValue } from 'fast-check';
import { makeEager } from '../make-engine.js';
import { traceTraining } from '../program/trace-training.js';

const FLOATS = { dtype: 'float32' as const, shape: [6, 8] };

interface Parts {
  readonly updates: ReadonlyMap<Variable, Value>;
  readonly state: ReadonlyMap<Value, Variable>;
  readonly outputs: readonly Value[];
}

function place({ updates, state, outputs }: Parts): { plan: StepPlan; placement: Placement } {
  const plan = planTurns([...updates.values()], outputs, 1)!;
  return { plan, placement: placeValues(plan, state, updates, outputs) };
}

/** Values in the arena that live at the same time lie apart, unless one is scattered into the other. */
function expectApart({ steps, stored }: StepPlan, { places, arenaBytes }: Placement): void {
  const sharing = new Set(
    steps.flatMap((step) =>
      step.kind === 'single' && step.node.op === SCATTER_ADD
        ? [`${rootOf(step.node.inputs[0]!).id}:${step.node.outputs[0]!.id}`]
        : [],
    ),
  );
  const inArena = [...stored].flatMap(([root, { first, last }]) => {
    const where = places.get(root)!;
    return where.at === 'arena'
      ? [{ root, first, last, start: where.offset, end: where.offset + bytesOfValue(root) }]
      : [];
  });
  for (const a of inArena) {
    expect(a.end).to.be.at.most(arenaBytes);
    for (const b of inArena) {
      if (a.root.id >= b.root.id || a.last < b.first || b.last < a.first) continue;
      if (sharing.has(`${a.root.id}:${b.root.id}`) && a.last === b.first) continue;
      expect(a.end <= b.start || b.end <= a.start, `values ${a.root.id} and ${b.root.id}`).to.equal(true);
    }
  }
}

const variableOf = (name: string): Variable => ({ name }) as unknown as Variable;

describe('placeValues', () => {
  let graph: Graph;
  beforeEach(() => {
    graph = new Graph();
  });
  const [u, v] = [variableOf('u'), variableOf('v')];

  /** Inputs of the graph that are the two variables, and one that is fed. */
  function inputs() {
    const [a, b, x] = ['a', 'b', 'x'].map((name) => graph.input(name, FLOATS)) as [Value, Value, Value];
    return {
      a,
      b,
      x,
      state: new Map([
        [a, u],
        [b, v],
      ]),
    };
  }

  it('writes new values over old ones that the loop has read', () => {
    const { a, x, state } = inputs();
    const next = binary(graph, 'Add', a, x);
    const { placement } = place({ updates: new Map([[u, next]]), state, outputs: [] });
    expect(placement.places.get(next)).to.deep.equal({ at: 'current', variable: u });
    expect(placement.swapped).to.deep.equal([]);
  });

  it('does not where they are read in another way, are a result, or become another variable', () => {
    const { a, b, x, state } = inputs();
    const next = binary(graph, 'Add', a, x);
    const shifted = graph.add('MatMul', [a, graph.input('w', { dtype: 'float32', shape: [8, 8] })], FLOATS);
    const cases: Parts[] = [
      { updates: new Map([[u, next]]), state, outputs: [a] },
      {
        updates: new Map([
          [u, next],
          [v, a],
        ]),
        state,
        outputs: [],
      },
      // A product of ONNX Runtime, which reads what it would overwrite.
      {
        updates: new Map([
          [u, binary(graph, 'Add', a, x)],
          [v, shifted],
        ]),
        state,
        outputs: [unary(graph, 'Exp', b)],
      },
    ];
    expect(cases.map((parts) => place(parts).placement.swapped)).to.deep.equal([[u], [u], [v]]);
  });

  it('copies what has a place already: inputs, constants, other variables, the same value twice', () => {
    const { a, b, x, state } = inputs();
    const sum = binary(graph, 'Add', a, x);
    const copied = (value: Value) =>
      place({ updates: new Map([[v, value]]), state, outputs: [sum] }).placement.copied.get(v);
    expect(copied(x)).to.equal(x);
    expect(copied(a)).to.equal(a);
    const constant = fill(graph, 'float32', FLOATS.shape, 3);
    expect(copied(constant)).to.equal(constant);
    const { placement } = place({
      updates: new Map([
        [u, sum],
        [v, sum],
      ]),
      state,
      outputs: [b],
    });
    expect([...placement.copied]).to.deep.equal([[v, sum]]);
  });

  it('leaves a variable alone that becomes itself', () => {
    const { a, x, state } = inputs();
    const { placement } = place({ updates: new Map([[u, a]]), state, outputs: [binary(graph, 'Add', a, x)] });
    expect([placement.copied.size, placement.swapped.length]).to.deep.equal([0, 0]);
  });

  it('scatters into the place of what is added to, where nothing else needs that', () => {
    const places = graph.input('places', { dtype: 'int32', shape: [3, 1] });
    const rows = graph.input('rows', { dtype: 'float32', shape: [3, 8] });
    const { x } = inputs();
    const scatterInto = (base: Value) =>
      graph.add(SCATTER_ADD, [base, places, rows], FLOATS, {
        domain: HOST_DOMAIN,
        attributes: { sign: 1, target: FLOATS.shape },
      });
    const base = unary(graph, 'Exp', x);
    const twice = scatterInto(scatterInto(base));
    const merged = place({ updates: new Map(), state: new Map(), outputs: [twice] });
    expect(merged.placement.places.get(twice)).to.deep.equal(merged.placement.places.get(base));
    expect(merged.placement.arenaBytes).to.equal(192);
    expectApart(merged.plan, merged.placement);
    // Also a result: it must stay as it is.
    const apart = place({ updates: new Map(), state: new Map(), outputs: [scatterInto(base), base] });
    expect(apart.placement.arenaBytes).to.equal(384);
    expectApart(apart.plan, apart.placement);
    // Not in the arena: inputs are not changed.
    const input = place({
      updates: new Map(),
      state: new Map(),
      outputs: [scatterInto(x), unary(graph, 'Exp', x)],
    });
    expect(input.placement.places.get(x)).to.deep.equal({ at: 'own' });
  });

  it('lets no two living values overlap, whatever the program', () => {
    const int = (g: GeneratorValue, min: number, max: number): number => g(fc.integer, { min, max });
    fc.assert(
      fc.property(fc.gen(), (g) => {
        graph = new Graph();
        const { a, b, x, state } = inputs();
        const pool = [a, b, x];
        for (let step = int(g, 1, 25); step > 0; step--) {
          const [first, second] = [0, 1].map(() => pool[int(g, 0, pool.length - 1)]!) as [Value, Value];
          const choice = int(g, 0, 4);
          if (choice < 2) pool.push(binary(graph, 'Add', first, second));
          else if (choice === 2) pool.push(binary(graph, 'Mul', first, scalar(graph, 'float32', 0.5)));
          else if (choice === 3) pool.push(unary(graph, 'Erf', first));
          else {
            const places = graph.input('places', { dtype: 'int32', shape: [6, 1] });
            const attributes = { sign: 1, target: FLOATS.shape };
            pool.push(
              graph.add(SCATTER_ADD, [first, places, second], FLOATS, { domain: HOST_DOMAIN, attributes }),
            );
          }
        }
        const any = (): Value => pool[int(g, 0, pool.length - 1)]!;
        const parts = {
          updates: new Map([
            [u, any()],
            [v, any()],
          ]),
          state,
          outputs: [any(), pool.at(-1)!],
        };
        const plan = planTurns([...parts.updates.values()], parts.outputs, 1);
        if (plan === undefined) return;
        expectApart(plan, placeValues(plan, state, parts.updates, parts.outputs));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the placement of a transformer’s training step', () => {
  let engine: Engine;
  before(async () => {
    engine = await makeEager();
  });
  after(() => engine.dispose());

  it('needs no second buffer for any variable, and no copy', async () => {
    const { updates, state, outputs } = simplify(await traceTraining(engine, 2));
    const { plan, placement } = place({ updates, state, outputs: [...outputs.values()] });
    expect(placement.swapped).to.deep.equal([]);
    expect(placement.copied.size).to.equal(0);
    expectApart(plan, placement);
  });
});
