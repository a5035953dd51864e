// Collects what plugins add to training while `model.built` fires. Knows no plugin and runs none of their code.
import {
  type AddedArray,
  codexError,
  type TrainingAddition,
  type TrainingAdditions,
} from '@codex-ml/plugin-api';

export interface Additions {
  /** Every array, under the name that checkpoints store: `<plugin>/<name>`. */
  readonly arrays: readonly AddedArray[];
  /** In the order they were added, which is that of the taps. */
  readonly steps: readonly TrainingAddition[];
}

/** `intake` is for the payload; `close` ends it. */
export function collectAdditions(): { readonly intake: TrainingAdditions; close(): Additions } {
  const arrays = new Map<string, AddedArray>();
  const steps: TrainingAddition[] = [];
  let closed = false;
  const refuse = (plugin: string, problem: string) =>
    codexError('CML3601', { plugin, problem }, { plugin, hook: 'model.built' });
  return {
    intake: {
      add(addition) {
        const { plugin } = addition;
        if (closed) throw refuse(plugin, 'it came after `model.built`, when the step was compiled already');
        for (const { name, variable } of addition.arrays) {
          const stored = `${plugin}/${name}`;
          if (arrays.has(stored)) throw refuse(plugin, `it names the array \`${name}\` twice`);
          arrays.set(stored, { name: stored, variable });
        }
        steps.push(addition);
      },
    },
    close() {
      closed = true;
      return { arrays: [...arrays.values()], steps };
    },
  };
}
