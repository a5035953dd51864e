// Launcher `local`: each job is a process of this machine. It reserves nothing; what the machine does not have is refused.
import { defineLauncher } from '@codex-ml/plugin-api';
import { localOptions } from './local.options.js';

export default defineLauncher({
  id: 'local',
  apiVersion: '^1.0',
  options: localOptions,
  create: async ({ options, ctx }) => {
    const { createLocalLauncher } = await import('./create-local-launcher.js');
    return createLocalLauncher(options, ctx);
  },
});
