// Purpose: a plugin written inside a config, before it is worth a package: it watches the gradient norm, warns when it jumps, and
// leaves one row per step as an artifact of the run.
// Prerequisite: none; the book comes with codex-ml.
// Launch: codex-ml train
// Override: codex-ml train --set train.steps=200 --set 'extensions=[{use: gradient-watch, factor: 3}]'
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineExtension, defineOptions, type PluginContext, z } from '@codex-ml/plugin-api';
import { defineConfig } from 'codex-ml';

const FILE = 'gradient-norm.csv';
const HEADER = 'step,gradientNorm,learningRate';

const gradientWatch = defineExtension({
  id: 'gradient-watch',
  apiVersion: '^1.0',
  options: defineOptions({
    factor: z
      .number()
      .gt(1)
      .default(5)
      .describe('warn where the norm exceeds this many times its running mean'),
    memory: z.int().min(1).default(20).describe('updates that the running mean reaches back'),
  }),
  setup({ options, ctx }) {
    let rows: string[] = [];
    let mean: number | undefined;

    ctx.hooks.tap('run.start', async ({ resumedFrom }) => {
      // A resumed run goes on with the rows up to its checkpoint; what was written after it will come again.
      if (resumedFrom !== null)
        rows = (await readRows(ctx)).filter((row) => Number.parseInt(row, 10) <= resumedFrom);
    });

    ctx.hooks.tap('step.end', ({ step, gradientNorm, learningRate }) => {
      rows.push([step, gradientNorm, learningRate].join(','));
      if (mean !== undefined && gradientNorm > options.factor * mean) {
        ctx.log.warn(
          `gradient norm ${gradientNorm.toPrecision(3)} at step ${step}, mean so far ${mean.toPrecision(3)}`,
        );
      }
      mean = mean === undefined ? gradientNorm : mean + (gradientNorm - mean) / options.memory;
    });

    const write = () => ctx.artifacts.write(FILE, [HEADER, ...rows, ''].join('\n'));
    // Whatever a checkpoint can resume from must be on disk by then: a killed run has no end.
    ctx.hooks.tap('checkpoint.saved', async () => void (await write()));
    ctx.hooks.tap('run.end', async () => void (await write()));
  },
});

/** Rows that an earlier process of this run left, without the header. */
async function readRows(ctx: PluginContext): Promise<string[]> {
  const text = await readFile(join(ctx.artifacts.folder, FILE), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '' && line !== HEADER);
}

export default defineConfig({
  extends: ['std/tiny'],
  run: { name: 'inline' },
  plugins: [gradientWatch],
  train: { logEvery: 1 },
  extensions: [{ use: 'gradient-watch', factor: 4 }],
});
