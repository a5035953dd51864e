// The JSON Schema of configs for the plugins in reach, from the schema files of their packages.
import { configJsonSchema } from '@codex-ml/config';
import type { IndexedCapability, Kernel } from '@codex-ml/kernel';
import { toCodexErrors } from '@codex-ml/plugin-api';

/** @param warn hears of plugins that are left out */
export async function buildConfigSchema(
  kernel: Kernel,
  warn: (message: string) => void,
): Promise<Record<string, unknown>> {
  const all = kernel.capabilities();
  const usable = all.filter(({ status }) => status === 'ok');
  const described = await Promise.all(
    usable.map(async (capability) => {
      const { kind, id, summary } = capability;
      try {
        const options = await kernel.optionsSchemaOf(capability);
        return [{ kind, id, shortId: uniqueShortId(capability, all), summary, options }];
      } catch (error) {
        warn(`${kind} \`${id}\` is left out: ${toCodexErrors(error)[0]!.title}`);
        return [];
      }
    }),
  );
  return configJsonSchema(described.flat());
}

/** The short id, where no other plugin of the kind has it. */
export function uniqueShortId(
  { kind, shortId }: IndexedCapability,
  all: readonly IndexedCapability[],
): string | undefined {
  const same = all.filter((other) => other.kind === kind && other.shortId === shortId);
  return same.length === 1 ? shortId : undefined;
}
