// std/onnx on WebGPU, through a Vulkan that computes on the CPU: the conformance suite, and whole runs against device `cpu`.
import type { DoctorReport } from '@codex-ml/runtime';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { runCli } from '../e2e/cli-process.js';
import { expectSameUse, useEngine } from '../e2e/use-engine.js';
import type { EngineExamination } from './webgpu/examine-engine.js';
import { examine, installVulkan, type VulkanEnvironment } from './webgpu/software-vulkan.js';

describe('WebGPU on software', function () {
  this.timeout(10 * 60_000);
  let env: VulkanEnvironment;
  before(() => {
    env = installVulkan('install-vulkan.mjs');
  });

  it('passes the conformance suite, with variables on the device and every operator of a step there', () => {
    const { device, features, conformance, operators, bytes, constants } = examine<EngineExamination>(
      'examine-engine.js',
      env,
    );
    expect(device).to.equal('webgpu');
    // Sums over repeated tokens have no fixed order.
    expect(features).to.deep.equal(['compiled', 'device-state']);
    expect(conformance.problems).to.deep.equal([]);
    expect(conformance.passed).to.be.above(10);
    expect(Object.keys(operators)).to.deep.equal(['WebGpuExecutionProvider']);
    expect(operators['WebGpuExecutionProvider']).to.be.above(100);
    expect(bytes[1]).to.equal(bytes[0]);
    // 64 rows of 32 columns, each 5 times 4.
    expect(constants).to.deep.equal({ sums: [40_960, 81_920], variable: 2560 });
  });

  for (const model of ['gpt', 'llama']) {
    it(`trains ${model} for 24 steps, generates and evaluates as the CPU does`, async () => {
      const settings = [
        ...[`model.use=${model}`, 'model.layers=2', 'model.heads=2', 'model.width=16', 'model.context=16'],
        // At the rate of the preset, rounding alone changes the third digit on any two engines.
        ...['train.steps=24', 'train.logEvery=1', 'optimizer.lr=1e-3', 'dataset.split.validation=0.002'],
      ];
      const cpu = await useEngine('onnx', { settings });
      const webgpu = await useEngine('onnx', { settings: [...settings, 'engine.device=webgpu'], env });
      expect(
        webgpu.rows.filter(({ metric, split }) => metric === 'loss' && split === 'train'),
      ).to.have.length(24);
      expectSameUse(webgpu, cpu);
    });
  }

  it('is shown by doctor with a warning, and is not picked by `auto`', async () => {
    await withTemporaryFolder(async (cwd) => {
      const { stdout } = await runCli(['doctor', '--json'], { cwd, env });
      const { engines } = JSON.parse(stdout) as DoctorReport;
      const { devices } = engines.find(({ id }) => id === 'std/onnx')!;
      const probe = devices.find(({ device }) => device === 'webgpu')!;
      expect(probe.started).to.equal('webgpu');
      expect(probe.reason).to.match(/^webgpu found no graphics processor/);

      const args = ['train', '--preset', 'std/tiny', '--dry-run', '--set', 'engine.device=auto'];
      const dry = await runCli(args, { cwd, env });
      expect(dry.code, dry.stderr).to.equal(0);
      expect(dry.stdout + dry.stderr).to.contain('on std/onnx (cpu)');
    });
  });

  it('refuses float16, which this adapter does not have, before anything is read', async () => {
    await withTemporaryFolder(async (cwd) => {
      const set = ['engine.device=webgpu', 'engine.precision=mixed-float16'].flatMap((one) => ['--set', one]);
      const { code, stderr } = await runCli(['train', '--preset', 'std/tiny', ...set], { cwd, env });
      expect(code).to.equal(4);
      expect(stderr).to.contain('CML5146').and.contain('the adapter must have `shader-f16`');
    });
  });
});
