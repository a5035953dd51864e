// From prompt and input to the text that comes before the completion.

export interface Templates {
  readonly template?: string | undefined;
  readonly templateWithInput?: string | undefined;
}

/** Sections with headings, for fields called `instruction`; other prompts are taken to be complete. */
const SECTIONS = {
  template: '### Instruction:\n{prompt}\n\n### Response:\n',
  templateWithInput: '### Instruction:\n{prompt}\n\n### Input:\n{input}\n\n### Response:\n',
};

export function renderPrompt(
  { prompt, input }: { readonly prompt: string; readonly input: string },
  templates: Templates,
  field: string,
): string {
  const given = templates.template !== undefined || templates.templateWithInput !== undefined;
  const { template = '{prompt}', templateWithInput } =
    given || field !== 'instruction' ? templates : SECTIONS;
  if (input !== '' && templateWithInput !== undefined) return fill(templateWithInput, prompt, input);
  // No input is lost for want of a place.
  if (input !== '' && !template.includes('{input}')) return fill(template, joined(prompt, input), '');
  return fill(template, prompt, input);
}

/** Prompt and input as one text, where nothing says how to put them together. */
export function joined(prompt: string, input: string): string {
  return input === '' ? prompt : `${prompt}\n\n${input}`;
}

function fill(template: string, prompt: string, input: string): string {
  return template.replace(/\{(prompt|input)\}/g, (_, name: string) => (name === 'prompt' ? prompt : input));
}
