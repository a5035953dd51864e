// std/onnx on WebGPU, through a Vulkan that computes on the CPU: the conformance suite, and whole runs against device `cpu`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { DoctorReport } from '@codex-ml/runtime';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import { runCli } from '../e2e/cli-process.js';
import { expectSameUse, useEngine } from '../e2e/use-engine.js';
import type { EngineExamination } from './webgpu/examine-engine.js';

let env: Readonly<Record<string, string>>;

function installVulkan(): void {
  const script = join(ROOT, 'test', 'interop', 'install-vulkan.mjs');
  const { status, stdout } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error('SwiftShader could not be installed');
  const folder = stdout.trim().split('\n').at(-1)!;
  env = { LD_LIBRARY_PATH: folder, VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json') };
}

function examineEngine(): EngineExamination {
  const script = join(ROOT, 'test', 'dist', 'interop', 'webgpu', 'examine-engine.js');
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`examine-engine.js ended with ${status ?? signal}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as EngineExamination;
}

describe('WebGPU on software', function () {
  this.timeout(10 * 60_000);
  before(installVulkan);

  it('passes the conformance suite, with variables on the device and every operator of a step there', () => {
    const { device, features, conformance, operators, bytes } = examineEngine();
    expect(device).to.equal('webgpu');
    // Sums over repeated tokens have no fixed order.
    expect(features).to.deep.equal(['compiled', 'device-state']);
    expect(conformance.problems).to.deep.equal([]);
    expect(conformance.passed).to.be.above(10);
    expect(Object.keys(operators)).to.deep.equal(['WebGpuExecutionProvider']);
    expect(operators['WebGpuExecutionProvider']).to.be.above(100);
    expect(bytes[1]).to.equal(bytes[0]);
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
      expect(stderr).to.contain('CML5146').and.contain('f16');
    });
  });
});
