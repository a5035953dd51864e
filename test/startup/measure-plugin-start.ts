// How much 50 installed plugins add to `codex-ml plugins list`: median of interleaved runs. The goal is under 100 ms.
import { spawnSync } from 'node:child_process';
import { CLI, median, plainEnvironment } from './measure-startup.js';
import { type Crowd, makeCrowd } from './plugin-crowd.js';

export const CROWD_SIZE = 50;

export interface PluginStartTimes {
  /** Median milliseconds of `plugins list` with the plugins that come with codex-ml only. */
  readonly none: number;
  /** The same with {@link CROWD_SIZE} more packages. */
  readonly many: number;
}

/** Time both projects alternately, after one run each that fills the caches. */
export function measurePluginStart(runs: number): PluginStartTimes {
  const projects = [makeCrowd(0), makeCrowd(CROWD_SIZE)];
  const times: number[][] = projects.map(() => []);
  try {
    for (let run = -1; run < runs; run++) {
      for (const [i, project] of projects.entries()) {
        const elapsed = timeList(project);
        if (run >= 0) times[i]!.push(elapsed);
      }
    }
  } finally {
    for (const project of projects) project.dispose();
  }
  return { none: median(times[0]!), many: median(times[1]!) };
}

function timeList({ root, ids }: Crowd): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'plugins', 'list'], {
    cwd: root,
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  const elapsed = performance.now() - start;
  const listed = ids.filter((id) => stdout.includes(`${id} `)).length;
  if (status !== 0 || listed !== ids.length) {
    throw new Error(`plugins list ended with ${status}, ${listed} of ${ids.length} plugins: ${stderr}`);
  }
  return elapsed;
}
