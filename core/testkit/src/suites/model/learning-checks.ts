// Checks of parameters and learning: names, initial weights, gradients, a loss that falls.
import type { Engine, Program, Tensor, TfCore } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual, demandFinite } from '../../checks/demand.js';
import { ints, sizeOf } from '../engine/host-values.js';
import {
  type Built,
  compileForward,
  type ModelSubject,
  randomFeeds,
  randomIds,
  randomSpecs,
  variablesOf,
  withModel,
} from './model-subject.js';

export function learningChecks(subject: ModelSubject): Check[] {
  return [
    check('names its parameters uniquely, decays no vector, and counts as declared', () =>
      withModel(subject, async ({ model }) => {
        const { parameters } = model;
        const names = parameters.map(({ name }) => name);
        demandEqual(new Set(names).size, names.length, {
          where: 'parameter names',
          remedy: 'make each name unique',
        });
        const variables = new Set(parameters.map(({ variable }) => variable));
        demandEqual(variables.size, parameters.length, {
          where: 'parameter variables',
          remedy: 'list a shared parameter once',
        });
        for (const { name, decay, variable } of parameters) {
          demand(!decay || variable.shape.length >= 2, {
            where: `parameter \`${name}\` of shape [${variable.shape.join(', ')}]`,
            expected: '`decay` false',
            received: 'true',
            remedy: 'decay matrices only, not biases and norms',
          });
        }
        const count = parameters.reduce((total, { variable }) => total + sizeOf(variable.shape), 0);
        demandEqual(count, subject.parameterCount ?? count, {
          where: 'values in all parameters',
          remedy: 'compare the layers with the paper',
        });
      }),
    ),

    check('draws the same weights from the same stream, and others from another', async () => {
      const weights = (seed: number) =>
        withModel(
          subject,
          async ({ engine, model }) => {
            const arrays: Record<string, unknown> = {};
            for (const { name, variable } of model.parameters) arrays[name] = await engine.read(variable);
            return arrays;
          },
          seed,
        );
      const first = await weights(1);
      const remedy = 'draw from forks of the given `rng`, and from nothing else';
      demandEqual(await weights(1), first, { where: 'weights of a second model of the same seed', remedy });
      const other = await weights(2);
      demand(
        Object.keys(first).some((name) => String(first[name]) !== String(other[name])),
        {
          where: 'weights of a model of another seed',
          expected: 'other weights',
          received: 'the same',
          remedy,
        },
      );
    }),

    check('has a finite gradient for every trainable parameter, and learns one batch by heart', () =>
      withModel(subject, async (built) => {
        const { model } = built;
        const [batch, length] = [2, Math.min(8, model.shape.context)];
        const descent = await compileDescent(built, batch, length);
        const tokens = randomIds(built, batch, length + 1);
        const cut = (shift: number) =>
          [0, 1].flatMap((row) =>
            Array.from(tokens.data.slice(row * (length + 1) + shift, row * (length + 1) + shift + length)),
          );
        const feeds = {
          ids: ints([batch, length], cut(0)),
          targets: ints([batch * length], cut(1)),
          ...randomFeeds(model, batch, length),
        };
        const reached = new Set<string>();
        const losses: number[] = [];
        for (let step = 0; step < 30; step++) {
          const { loss, ...norms } = await descent.run(feeds);
          losses.push(loss!.data[0]!);
          for (const [name, norm] of Object.entries(norms)) {
            demandFinite(norm.data, {
              where: `norm of the gradient of \`${name.slice(NORM.length)}\` at step ${step + 1}`,
              remedy: 'look for a logarithm or root of 0 and for a division by 0',
            });
            if (norm.data[0]! > 0) reached.add(name.slice(NORM.length));
          }
        }
        const trainable = model.parameters.filter((parameter) => parameter.trainable).map(({ name }) => name);
        const unreached = trainable.filter((name) => !reached.has(name));
        demandEqual(unreached, [], {
          where: 'parameters whose gradient stays 0 for 30 steps',
          remedy: 'use the parameter in the forward pass, or mark it as not trainable',
        });
        const [start, end] = [losses[0]!, losses.at(-1)!];
        demand(end < 0.8 * start, {
          where: 'loss on one batch after 30 steps of descent',
          expected: `less than 80 % of ${start.toFixed(4)}`,
          received: end.toFixed(4),
          remedy: 'check that logits depend on the parameters and that row t predicts token t + 1',
        });
        descent.dispose();
      }),
    ),

    check('describes itself as JSON', () =>
      withModel(subject, async ({ model }) => {
        const config = model.exportConfig();
        demandEqual(JSON.parse(JSON.stringify(config)), config, {
          where: 'exportConfig()',
          remedy: 'return plain JSON',
        });
        demandEqual(config['model_type'], model.architecture, {
          where: 'exportConfig().model_type',
          remedy: 'write the architecture under the key that readers look for',
        });
      }),
    ),

    check('leaves no tensor behind', async () => {
      const engine = await subject.engine();
      const before = engine.memory().tensors;
      await withModel(subject, async (built) => {
        const forward = await compileForward(built);
        const ids = randomIds(built, 2, Math.min(4, built.model.shape.context));
        await forward.run({ ids });
        const running = engine.memory().tensors;
        for (let i = 0; i < 3; i++) await forward.run({ ids });
        demandEqual(engine.memory().tensors, running, {
          where: 'tensors after 4 forward passes, against 1',
          remedy: 'keep no tensor of a pass: constants are made inside it',
        });
        forward.dispose();
      });
      demandEqual(engine.memory().tensors, before, {
        where: 'tensors after the parameters were disposed',
        remedy: 'create initial weights inside `tf.tidy` and list every variable in `parameters`',
      });
    }),
  ];
}

const NORM = 'norm:';
type Scalar = ReturnType<TfCore['scalar']>;

/** One step of descent along gradients scaled to unit root mean square. Outputs the loss and the gradient norms. */
function compileDescent(
  { engine, model }: Built,
  batch: number,
  length: number,
): Promise<Program<string, string>> {
  const { tf } = engine;
  const trainable = model.parameters.filter((parameter) => parameter.trainable);
  return engine.compile(
    'descent',
    ({ ids, targets, ...random }: Readonly<Record<string, Tensor>>) => {
      const { value, grads } = tf.variableGrads(
        () => meanLoss(engine, model.forward(ids!, { training: true, random }), targets!) as Scalar,
        trainable.map(({ variable }) => variable),
      );
      const outputs: Record<string, Tensor> = { loss: value };
      for (const { name, variable } of trainable) {
        const gradient: Tensor | null | undefined = grads[variable.name];
        // tfjs gives null where the loss does not depend on a variable.
        if (!gradient) {
          outputs[NORM + name] = tf.scalar(0);
          continue;
        }
        const meanSquare = tf.mean(tf.square(gradient));
        const scale = tf.rsqrt(tf.add(meanSquare, 1e-12));
        variable.assign(tf.sub(variable, tf.mul(gradient, tf.mul(scale, 0.02))));
        outputs[NORM + name] = tf.sqrt(meanSquare);
      }
      return outputs;
    },
    {
      inputs: {
        ids: { shape: [batch, length], dtype: 'int32' },
        targets: { shape: [batch * length], dtype: 'int32' },
        ...randomSpecs(model, batch, length),
      },
      state: variablesOf(model),
    },
  );
}

/** Mean cross-entropy in nats of logits [batch, length, vocabulary] for targets [batch * length]. */
function meanLoss({ tf }: Engine, logits: Tensor, targets: Tensor): Tensor {
  const width = logits.shape[2]!;
  const flat = tf.reshape(logits, [-1, width]);
  const shifted = tf.sub(flat, tf.max(flat, -1, true));
  const logProbabilities = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
  const chosen = tf.mul(logProbabilities, tf.cast(tf.oneHot(targets, width), 'float32'));
  return tf.neg(tf.mean(tf.sum(chosen, -1)));
}
