// Whether the ids of a new plugin are free in the project, as far as its installed packages say. Runs no plugin code.
import { createKernel } from '@codex-ml/kernel';
import { codexError, type Kind, throwCollected } from '@codex-ml/plugin-api';
import type { PluginNames } from './plugin-names.js';

export interface Project {
  /** Folder of the user's nearest package.json. */
  readonly projectRoot: string;
  /** Package root of the host, whose dependencies are the first-party plugins. */
  readonly hostRoot: string;
}

/** @throws CML3413 where the full id is taken, CML3414 where the short one is */
export async function refuseTakenIds(
  kind: Kind,
  { namespace, id }: PluginNames,
  project: Project,
): Promise<void> {
  const kernel = await createKernel(project);
  try {
    const same = kernel.capabilities().filter((each) => each.kind === kind && each.shortId === id);
    throwCollected(
      same.map(({ id: full, package: { name: source } }) =>
        full === `${namespace}/${id}`
          ? codexError('CML3413', { kind, id: full, source })
          : codexError('CML3414', { kind, short: id, id: full, source }),
      ),
    );
  } finally {
    await kernel.close();
  }
}
