// The container of the process: what outlives runs. Reached by dynamic import only, because it loads inversify and tapable.
import { createDisposerStack, type DisposerStack } from './disposer-stack.js';
import { createRunContainer, type RunContainer } from './run-container.js';
import type { RunScope } from './run-scope.js';
import { createServiceContainer, type ServiceContainer } from './service-container.js';

export interface RootContainer {
  /** Services of the process; bind tokens of scope `root` here. */
  readonly services: ServiceContainer;
  createRun(scope: RunScope): RunContainer;
  /** Close runs that are still open, the latest first, then the services. */
  close(): Promise<void>;
}

/** Make the root container. */
export function createRootContainer(): RootContainer {
  const { services, container } = createServiceContainer('root', 'process');
  const open = new Set<RunContainer>();
  return Object.freeze({
    services,
    createRun: (scope: RunScope): RunContainer => {
      const run = createRunContainer(scope, container, () => open.delete(run));
      open.add(run);
      return run;
    },
    close: async (): Promise<void> => {
      const stack: DisposerStack = createDisposerStack('process');
      stack.push('services of the process', () => services.close());
      for (const run of open) stack.push(`run \`${run.scope.runId}\``, () => run.close());
      await stack.close();
    },
  });
}
