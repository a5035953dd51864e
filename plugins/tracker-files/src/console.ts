// Tracker `console`: progress on stderr, so that stdout stays free for results.
import { defineTracker } from '@codex-ml/plugin-api';
import { consoleOptions } from './console.options.js';

export default defineTracker({
  id: 'console',
  apiVersion: '^1.0',
  options: consoleOptions,
  create: async ({ options, run }) => {
    const { createConsoleTracker } = await import('./progress/console-tracker.js');
    return createConsoleTracker({
      options,
      run,
      stream: process.stderr,
      clock: () => performance.now(),
      environment: process.env,
    });
  },
});
