// Which fields of a file hold prompt, input and completion, told from their names.

export interface InstructionFields {
  readonly prompt: string;
  /** What the prompt is about, where it is apart. */
  readonly input: string | undefined;
  readonly completion: string;
}

/** Sets of names that are in use, the most telling first. */
const KNOWN: readonly {
  readonly prompt: string;
  readonly inputs: readonly string[];
  readonly completions: readonly string[];
}[] = [
  { prompt: 'instruction', inputs: ['input', 'context'], completions: ['output', 'response', 'completion'] },
  { prompt: 'prompt', inputs: ['input', 'context'], completions: ['completion', 'response', 'output'] },
  { prompt: 'question', inputs: ['context'], completions: ['answer', 'response'] },
];

/** For messages. */
export const KNOWN_FIELDS =
  '`instruction` and `output`, `prompt` and `completion`, or `question` and `answer`';

/** The fields among these names, those of the options first; undefined where prompt or completion is not there. */
export function findFields(
  names: readonly string[],
  named: Partial<Record<keyof InstructionFields, string | undefined>>,
): InstructionFields | undefined {
  for (const { prompt, inputs, completions } of KNOWN) {
    const found = {
      prompt: named.prompt ?? prompt,
      input: named.input ?? inputs.find((name) => names.includes(name)),
      completion: named.completion ?? completions.find((name) => names.includes(name)),
    };
    const { completion } = found;
    if (completion === undefined || !names.includes(found.prompt) || !names.includes(completion)) continue;
    if (named.input !== undefined && !names.includes(named.input)) continue;
    return { ...found, completion };
  }
  return undefined;
}
