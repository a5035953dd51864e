// Checks jobs, starts them, and stops all that still run when the run closes.
import type { Launcher, LaunchHandle, OptionsOf, PluginContext } from '@codex-ml/plugin-api';
import { checkJob } from './check-job.js';
import { openJobLog } from './job-log.js';
import type { localOptions } from './local.options.js';
import { startJob } from './start-job.js';

export function createLocalLauncher(
  { grace, logLimitKiB }: OptionsOf<typeof localOptions>,
  ctx: PluginContext,
): Launcher {
  const running = new Set<LaunchHandle>();
  let launched = 0;
  ctx.signal.addEventListener('abort', () => {
    for (const handle of running) void handle.cancel();
  });
  return {
    async launch(job) {
      const plugin = ctx.id;
      checkJob(job, plugin);
      if ((job.resources.gpus ?? 0) > 0) {
        ctx.log.warn(
          `job \`${job.name}\`: GPUs are not reserved on this machine; other jobs may use them too`,
        );
      }
      const log = openJobLog({
        folder: ctx.artifacts.folder,
        name: `${job.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}-${++launched}.log`,
        limit: logLimitKiB * 1024,
        onFailure: (problem) => ctx.log.warn(`log of job \`${job.name}\`: ${problem}`),
      });
      const handle = await startJob(job, { graceMs: grace * 1000, log, plugin });
      running.add(handle);
      void handle.wait().then(() => running.delete(handle));
      ctx.log.info(`job \`${job.name}\` is process ${handle.id}`, { log: log.path });
      if (ctx.signal.aborted) void handle.cancel();
      return handle;
    },
  };
}
