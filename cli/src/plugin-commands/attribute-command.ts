// Puts the name of the package on what a command of it throws, while it is loaded or run.
import type { Command } from '@oclif/core/command';

/** The command class of `load`; what it throws becomes CML3322, unless it is an error of ours or one that oclif understands. */
export async function attributeCommand(
  packageName: string,
  id: string,
  load: () => Promise<Command.Class>,
): Promise<Command.Class> {
  const command = id.replaceAll(':', ' ');
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw await attribute(error, packageName, command);
    }
  };
  const loaded = await guarded(load);
  return new Proxy(loaded, {
    get: (target, key, receiver) => {
      if (key !== 'run') return Reflect.get(target, key, receiver) as unknown;
      return (...given: Parameters<typeof target.run>) =>
        guarded(async () => (await target.run(...given)) as unknown);
    },
  });
}

async function attribute(error: unknown, name: string, command: string): Promise<unknown> {
  const { CodexError, codexError } = await import('@codex-ml/plugin-api');
  if (CodexError.is(error) || (error instanceof Error && 'oclif' in error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return codexError('CML3322', { name, command, message }, { cause: error, plugin: name });
}
