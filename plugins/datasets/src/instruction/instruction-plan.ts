// Prompts with completions out of records: as text of which the completion is learned, or as conversations of two turns.
import { codexError, type Sample } from '@codex-ml/plugin-api';
import { conversationSample } from '../conversation/conversation-plan.js';
import type { SampleIds } from '../dataset/file-dataset.js';
import {
  type DataRecord,
  type Entry,
  isLeftOut,
  type LeftOut,
  mismatch,
  typeName,
  type Unit,
  whereOf,
} from '../records/entry.js';
import { fieldsOf, illFormed, isWellFormed } from '../records/parse-json.js';
import type { RecordPlan } from '../records/read-records.js';
import { convertNewlines, type Newlines } from '../text/newlines.js';
import { findFields, type InstructionFields, KNOWN_FIELDS } from './find-fields.js';
import { joined, renderPrompt, type Templates } from './prompt-template.js';

export interface InstructionSettings extends Templates {
  readonly prompt?: string | undefined;
  readonly input?: string | undefined;
  readonly completion?: string | undefined;
  readonly as: 'text' | 'chat';
  readonly learn: 'completion' | 'all';
  readonly system?: string | undefined;
  readonly newlines: Newlines;
}

/** @param say hears once which fields of the file are read */
export function instructionPlan(
  file: string,
  settings: InstructionSettings,
  ids: SampleIds,
  say: (message: string) => void,
): RecordPlan<Sample> {
  let fields: InstructionFields | undefined;

  const find = (names: readonly string[]): InstructionFields => {
    const { prompt, input, completion } = settings;
    const found = findFields(names, { prompt, input, completion });
    if (found === undefined) {
      const named = [prompt, input, completion].filter((name) => name !== undefined);
      const expected = named.length > 0 ? named.map((name) => `\`${name}\``).join(' and ') : KNOWN_FIELDS;
      const list = names.map((name) => `\`${name}\``).join(', ') || 'none';
      const hints = ['name them with `prompt`, `input` and `completion`'];
      throw codexError('CML4224', { file, expected, fields: list }, { where: { file }, hints });
    }
    const beside = found.input === undefined ? '' : ` with \`${found.input}\``;
    say(
      `\`${file}\` holds prompts in \`${found.prompt}\`${beside} and completions in \`${found.completion}\``,
    );
    return found;
  };

  return {
    columns(names) {
      fields = find(names);
      return [
        ...new Set([fields.prompt, fields.input, fields.completion].filter((name) => name !== undefined)),
      ];
    },
    make(record, unit) {
      const values = fieldsOf(record, file);
      if (isLeftOut(values)) return values;
      fields ??= find(Object.keys(values));
      const read = (field: string, mayLack: boolean) => textOf(values, field, mayLack, record, unit, file);
      const prompt = read(fields.prompt, false);
      if (isLeftOut(prompt)) return prompt;
      const input = fields.input === undefined ? '' : read(fields.input, true);
      if (isLeftOut(input)) return input;
      const completion = read(fields.completion, false);
      if (isLeftOut(completion)) return completion;
      const id = ids.of(unit, record.number);
      return makeSample(id, { prompt, input, completion }, settings, fields.prompt);
    },
  };
}

function makeSample(
  id: string,
  pair: { readonly prompt: string; readonly input: string; readonly completion: string },
  settings: InstructionSettings,
  field: string,
): Entry<Sample> {
  const convert = (text: string) => convertNewlines(text, settings.newlines);
  const completion = convert(pair.completion);
  if (settings.as === 'chat') {
    const { system } = settings;
    const messages = [
      ...(system === undefined ? [] : [{ role: 'system', content: convert(system) }]),
      { role: 'user', content: convert(joined(pair.prompt, pair.input)) },
      { role: 'assistant', content: completion },
    ];
    return conversationSample(id, messages, undefined, false);
  }
  const prompt = convert(renderPrompt(pair, settings, field));
  const text = prompt + completion;
  return { id, text, ...(settings.learn === 'completion' && { learn: [[prompt.length, text.length]] }) };
}

/** The text of a field. An empty prompt or completion is malformed: there would be nothing to answer, or to learn. */
function textOf(
  values: Readonly<Record<string, unknown>>,
  field: string,
  mayLack: boolean,
  record: DataRecord,
  unit: Unit,
  file: string,
): string | LeftOut {
  const value = Object.hasOwn(values, field) ? values[field] : undefined;
  const place = `field \`${field}\`${unit === 'row' ? ` of row ${record.number}` : ''}`;
  const where = () => whereOf(file, unit, record, field);
  if (mayLack && (value === undefined || value === null)) return '';
  if (typeof value !== 'string') return mismatch(where, place, 'a string', typeName(value));
  if (!isWellFormed(value, record)) return illFormed(place, where);
  if (!mayLack && value.trim() === '') return mismatch(where, place, 'text', 'an empty string');
  return value;
}
