// The questions of `init`, for a terminal.
import type { Readable, Writable } from 'node:stream';
import { cancel, intro, isCancel, select, text } from '@clack/prompts';
import { RunSectionSchema } from '@codex-ml/config';

export interface Question {
  readonly templates: readonly { readonly name: string; readonly purpose: string | undefined }[];
  /** What is offered first; undefined where it was given as a flag and is not asked. */
  readonly template: string | undefined;
  readonly runName: string | undefined;
}

/** Where questions are asked; those of the process by default. */
export interface Terminal {
  readonly input?: Readable | undefined;
  readonly output?: Writable | undefined;
}

export interface Answers {
  readonly template: string | undefined;
  readonly runName: string | undefined;
}

/** Undefined where the user gave up. */
export async function askInit(
  { templates, template, runName }: Question,
  { input = process.stdin, output = process.stdout }: Terminal = {},
): Promise<Answers | undefined> {
  const answers: { template: string | undefined; runName: string | undefined } = {
    template: undefined,
    runName: undefined,
  };
  intro('A new codex-ml project', { output });
  if (template !== undefined) {
    const chosen = await select({
      input,
      output,
      message: 'Which preset to start from?',
      initialValue: template,
      options: templates.map(({ name, purpose }) => ({
        value: name,
        label: name,
        ...(purpose === undefined ? {} : { hint: purpose }),
      })),
    });
    if (isCancel(chosen)) return giveUp(output);
    answers.template = chosen;
  }
  if (runName !== undefined) {
    const chosen = await text({
      input,
      output,
      message: 'Name of the run?',
      initialValue: runName,
      validate: (value) => {
        const checked = RunSectionSchema.shape.name.safeParse(value);
        return checked.success ? undefined : checked.error.issues[0]?.message;
      },
    });
    if (isCancel(chosen)) return giveUp(output);
    answers.runName = chosen;
  }
  return answers;
}

function giveUp(output: Writable): undefined {
  cancel('nothing was written', { output });
  return undefined;
}
