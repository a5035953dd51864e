import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { SCATTER_ADD, simplify } from '@codex-ml/engine-onnx/dist/rewrite/simplify.js';
import { planTurns, type StepPlan } from '@codex-ml/engine-onnx/dist/stages/plan-steps.js';
import { rootOf } from '@codex-ml/engine-onnx/dist/stages/root-of.js';
import type { TracedProgram } from '@codex-ml/engine-onnx/dist/tracing/trace-program.js';
import type { Engine } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeEager } from '../make-engine.js';
import { traceTraining } from '../program/trace-training.js';

function planOf({ updates, outputs }: TracedProgram, large = 1): StepPlan | undefined {
  return planTurns([...updates.values()], [...outputs.values()], large);
}

/** Values that a step writes to memory. */
function written(step: StepPlan['steps'][number]): readonly Value[] {
  return 'outputs' in step ? step.outputs : nodesOf(step).flatMap(({ outputs }) => outputs);
}

function nodesOf(step: StepPlan['steps'][number] & { kind: 'products' | 'single' }): readonly Node[] {
  return step.kind === 'single' ? [step.node] : step.nodes;
}

function readBy(step: StepPlan['steps'][number]): Value[] {
  if (step.kind === 'loops') return [...step.region.reads];
  return (step.kind === 'onnx' ? step.inputs : nodesOf(step).flatMap(({ inputs }) => inputs)).map(rootOf);
}

describe('the plan of a transformer’s training step', () => {
  let engine: Engine;
  const programs: TracedProgram[] = [];
  const plans: StepPlan[] = [];
  before(async () => {
    engine = await makeEager();
    for (const layers of [1, 2, 3]) {
      const program = simplify(await traceTraining(engine, layers));
      programs.push(program);
      plans.push(planOf(program)!);
    }
  });
  after(() => engine.dispose());

  const turns = ({ steps }: StepPlan): number => steps.filter(({ kind }) => kind === 'onnx').length;

  it('has eight turns of ONNX Runtime for each layer: four forward, four backward', () => {
    expect(plans.map(turns)).to.deep.equal([12, 20, 28]);
  });

  it('computes each parameter’s update in one loop of its own, when ONNX Runtime has finished', () => {
    plans.forEach(({ steps }, i) => {
      const updates = [...programs[i]!.updates.values()].map(rootOf);
      const end = steps.findLastIndex(({ kind }) => kind === 'onnx');
      const writers = updates.map((root) => steps.findIndex((step) => written(step).includes(root)));
      for (const place of writers) expect(place).to.be.above(end);
      // A parameter and its two moments.
      expect(new Set(writers).size).to.equal(updates.length / 3);
    });
  });

  it('adds the gradient of the embedding, and that of the loss at its targets, at single places', () => {
    for (const { steps } of plans) {
      const single = steps.flatMap((step) => (step.kind === 'single' ? [step.node.op] : []));
      expect(single).to.deep.equal([SCATTER_ADD, SCATTER_ADD]);
    }
    for (const { steps } of plans) {
      const operators = steps.flatMap((step) => (step.kind === 'onnx' ? step.nodes.map(({ op }) => op) : []));
      expect(operators).not.to.include.members(['ScatterND']);
      expect(operators).not.to.include.members(['Softmax']);
    }
  });

  it('has everything made before it is read, and written before others need it', () => {
    for (const { steps, stored, sources } of plans) {
      const made = new Set<Value>();
      steps.forEach((step, place) => {
        for (const root of readBy(step)) {
          expect(made.has(root) || sources.has(root)).to.equal(true);
          if (made.has(root)) expect(stored.get(root)!.last).to.be.at.least(place);
        }
        for (const root of written(step)) {
          expect(stored.get(root)!.first).to.equal(place);
          made.add(root);
        }
      });
      expect([...made]).to.have.members([...stored.keys()]);
    }
  });

  it('is left to ONNX Runtime as a whole where no array is large', () => {
    expect(planOf(programs[0]!, 1e6)).to.equal(undefined);
  });

  it('keeps small arrays out of loops of their own, where loops would cost a turn', () => {
    const large = planOf(programs[1]!, 300)!;
    expect(turns(large)).to.be.at.most(turns(plans[1]!));
    expect(large.steps.some(({ kind }) => kind === 'loops')).to.equal(true);
  });
});
