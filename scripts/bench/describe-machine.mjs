// What a benchmark ran on and with: no names of hosts, no paths.
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../../bench/peers/pytorch/find-python.mjs';
import { ROOT } from '../node-binary.mjs';
import { readJson } from '../workspace.mjs';

export function describeMachine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
  };
}

/** Versions of ours, of what it runs on, and of the peers; PyTorch's only where it is installed. */
export function describeVersions() {
  const installed = (name) =>
    readJson(join(ROOT, 'node_modules', ...name.split('/'), 'package.json')).version;
  const torch = torchVersion();
  return {
    'codex-ml': readJson(join(ROOT, 'lerna.json')).version,
    node: process.version,
    'onnxruntime-node': installed('onnxruntime-node'),
    tfjs: installed('@tensorflow/tfjs-core'),
    ...(torch !== undefined && { pytorch: torch }),
  };
}

function torchVersion() {
  try {
    const script = ['-c', 'import torch; print(torch.__version__)'];
    return spawnSync(findPython(), script, { encoding: 'utf8' }).stdout.trim();
  } catch {
    return undefined;
  }
}
