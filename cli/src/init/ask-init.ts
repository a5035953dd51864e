// The questions of `init`, for a terminal.
import { cancel, intro, isCancel, select, text } from '@clack/prompts';
import { RunSectionSchema } from '@codex-ml/config';

export interface Question {
  readonly templates: readonly { readonly name: string; readonly purpose: string | undefined }[];
  /** What is offered first; undefined where it was given as a flag and is not asked. */
  readonly template: string | undefined;
  readonly runName: string | undefined;
}

export interface Answers {
  readonly template: string | undefined;
  readonly runName: string | undefined;
}

/** Undefined where the user gave up. */
export async function askInit({ templates, template, runName }: Question): Promise<Answers | undefined> {
  const answers: { template: string | undefined; runName: string | undefined } = {
    template: undefined,
    runName: undefined,
  };
  intro('A new codex-ml project');
  if (template !== undefined) {
    const chosen = await select({
      message: 'Which preset to start from?',
      initialValue: template,
      options: templates.map(({ name, purpose }) => ({
        value: name,
        label: name,
        ...(purpose === undefined ? {} : { hint: purpose }),
      })),
    });
    if (isCancel(chosen)) return giveUp();
    answers.template = chosen;
  }
  if (runName !== undefined) {
    const chosen = await text({
      message: 'Name of the run?',
      initialValue: runName,
      validate: (value) => {
        const checked = RunSectionSchema.shape.name.safeParse(value);
        return checked.success ? undefined : checked.error.issues[0]?.message;
      },
    });
    if (isCancel(chosen)) return giveUp();
    answers.runName = chosen;
  }
  return answers;
}

function giveUp(): undefined {
  cancel('nothing was written');
  return undefined;
}
