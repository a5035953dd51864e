// A quadratic bowl, sum of a (p - c)² / 2 for each element, and an optimizer running down it on an engine.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import type { Engine, Optimizer, Parameter, PluginContext } from '@codex-ml/plugin-api';

export const CURVATURE = [3, 1, 0.5];
export const CENTRE = [1, -2, 0.25];
export const START = [0.5, 0.75, -1.5];

/** A context with an id; optimizers and schedules use nothing else. */
export function contextFor(id: string): PluginContext {
  return { id, log: { debug() {}, info() {}, warn() {} } } as unknown as PluginContext;
}

export function makeEngine(device: 'cpu' | 'wasm'): Promise<Engine> {
  return Promise.resolve(tfjs.create({ options: { device }, ctx: contextFor('std/tfjs') }));
}

export function quadraticGradient(p: readonly number[]): number[] {
  return p.map((x, i) => CURVATURE[i]! * (x - CENTRE[i]!));
}

/** A parameter that starts at START. */
export function startParameter(engine: Engine, flags: Partial<Parameter> = {}): Parameter {
  const { tf } = engine;
  const variable = tf.tidy(() => tf.variable(tf.tensor1d(START)));
  return { name: 'p', variable, decay: true, trainable: true, ...flags };
}

/** Positions after each of `steps` updates, counted on from `first`. */
export async function descend(
  engine: Engine,
  parameter: Parameter,
  optimizer: Optimizer,
  steps: number,
  first = 1,
): Promise<number[][]> {
  const { tf } = engine;
  const path: number[][] = [];
  for (let step = first; step < first + steps; step++) {
    tf.tidy(() => {
      const gap = tf.sub(parameter.variable, tf.tensor1d(CENTRE));
      const gradient = tf.mul(gap, tf.tensor1d(CURVATURE));
      const values = optimizer.scalars({ step, learningRate: optimizer.learningRate });
      const scalars = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, tf.scalar(value)]),
      );
      optimizer.update({ [parameter.name]: gradient }, scalars);
    });
    path.push([...(await engine.read(parameter.variable))]);
  }
  return path;
}
