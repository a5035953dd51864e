// std/onnx on WebGPU in mixed precision, through lavapipe, which computes float16 on the CPU.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { runCli } from '../e2e/cli-process.js';
import { useEngine } from '../e2e/use-engine.js';
import type { HalfExamination } from './webgpu/examine-half.js';
import { examine, installVulkan, type VulkanEnvironment } from './webgpu/software-vulkan.js';

const HALF = ['engine.device=webgpu', 'engine.precision=mixed-float16'];

describe('WebGPU on software in mixed-float16', function () {
  this.timeout(15 * 60_000);
  let env: VulkanEnvironment;
  let examination: HalfExamination;
  before(() => {
    env = installVulkan('install-lavapipe.mjs');
    examination = examine('examine-half.js', env);
  });

  it('multiplies in float16, and in float32 where it would add up too many numbers in float16', () => {
    expect(examination.features).to.include('scaled-loss');
    expect(examination.products[64]).to.equal(64);
    expect(examination.products[512]).to.equal(512);
    // In float16 sums of ones end at 2048, and in float32 nothing is lost.
    expect(examination.products[4096]).to.equal(4096 + 1);
  });

  for (const name of ['gpt', 'llama'] as const) {
    it(`trains ${name} for 60 steps as in float32`, () => {
      const { full, mixed, gradients, operators } = examination.models[name];
      expect(Object.keys(operators)).to.deep.equal(['WebGpuExecutionProvider']);
      // Float16 rounds to 2^-11, and an element is the sum of dozens of products; float32 is off by 1e-6.
      expect(gradients).to.be.within(1e-5, 2 ** -8);
      expect(full.at(-1)!).to.be.below(0.2 * full[0]!);
      mixed.forEach((loss, i) => {
        expect(loss, `step ${i + 1}`).to.be.closeTo(full[i]!, 5e-3);
      });
    });

    it(`leaves ${name} as it is in an update whose gradients overflow`, () => {
      expect(examination.models[name].overflow).to.deep.equal({ kept: true, went: true });
    });
  }

  it('trains, generates and evaluates by the command line close to the CPU in float32', async () => {
    const settings = [
      ...['model.layers=2', 'model.heads=2', 'model.width=16', 'model.context=16'],
      ...['train.steps=50', 'train.logEvery=1', 'optimizer.lr=1e-3', 'dataset.split.validation=0.002'],
    ];
    const full = await useEngine('onnx', { settings });
    const mixed = await useEngine('onnx', { settings: [...settings, ...HALF], env });
    const lossesOf = ({ rows }: typeof full) => rows.filter(({ metric }) => metric === 'loss');
    expect(lossesOf(mixed)).to.have.length(lossesOf(full).length).above(50);
    lossesOf(mixed).forEach(({ step, value }, i) => {
      expect(value, `step ${step}`).to.be.closeTo(lossesOf(full)[i]!.value, 5e-3);
    });
    expect(mixed.evaluation.loss).to.be.closeTo(full.evaluation.loss, 5e-3);
  });

  it('halves the scale of the loss after gradients overflowed, and goes on', async () => {
    await withTemporaryFolder(async (cwd) => {
      // With so few tokens the gradients of the first step are large enough.
      const settings = [...HALF, 'train.batch=1', 'model.context=2', 'train.steps=30', 'train.logEvery=1'];
      const set = settings.flatMap((setting) => ['--set', setting]);
      const { code, stdout, stderr } = await runCli(['train', '--preset', 'std/tiny', ...set], { cwd, env });
      expect(code, stderr).to.equal(0);
      expect(stdout + stderr).to.contain('step 1: gradients overflowed in half precision');
      const [run] = await readdir(join(cwd, 'runs'));
      const read = async (name: string) =>
        (await readFile(join(cwd, 'runs', run!, name), 'utf8'))
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>);
      const skipped = (await read('events.ndjson')).filter(({ event }) => event === 'update.skipped');
      const scales = (await read('metrics.ndjson')).filter(({ metric }) => metric === 'loss_scale');
      expect(scales[0]!['value']).to.equal(65_536);
      expect(scales.at(-1)!['value']).to.equal(65_536 / 2 ** skipped.length);
      expect(skipped.length).to.be.within(1, 5);
      const losses = (await read('metrics.ndjson')).filter(
        ({ metric, split }) => metric === 'loss' && split === 'validation',
      );
      expect(losses.at(-1)!['value']).to.be.below(losses[0]!['value'] as number);
    });
  });

  it('refuses bfloat16, which no kernel of WebGPU has', async () => {
    await withTemporaryFolder(async (cwd) => {
      const settings = ['engine.device=webgpu', 'engine.precision=mixed-bfloat16'];
      const set = settings.flatMap((setting) => ['--set', setting]);
      const { code, stderr } = await runCli(['train', '--preset', 'std/tiny', ...set], { cwd, env });
      expect(code).to.equal(4);
      expect(stderr).to.contain('CML5146').and.contain('WebGPU has no bfloat16');
    });
  });
});
