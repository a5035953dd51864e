// The number of physical cores: a second thread on the same core only gets in the way of matrix products.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** At least 1 and at most what the process may use. Where the system does not tell, every processor counts as a core. */
export function countCores(cpuInfoPath = '/proc/cpuinfo'): number {
  const available = availableParallelism();
  const cores = existsSync(cpuInfoPath) ? countInCpuInfo(readFileSync(cpuInfoPath, 'utf8')) : 0;
  return Math.max(1, cores === 0 ? available : Math.min(cores, available));
}

/** Different pairs of socket and core in the text of /proc/cpuinfo; 0 where it has none. */
export function countInCpuInfo(text: string): number {
  const cores = new Set<string>();
  for (const processor of text.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(processor)?.[1];
    const socket = /^physical id\s*:\s*(\d+)/m.exec(processor)?.[1] ?? '0';
    if (core !== undefined) cores.add(`${socket}:${core}`);
  }
  return cores.size;
}
