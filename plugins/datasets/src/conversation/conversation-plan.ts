// Conversations out of records: where a file has them is told from its first record, and said.
import { type ChatMessage, codexError, type JsonObject, type Sample } from '@codex-ml/plugin-api';
import type { SampleIds } from '../dataset/file-dataset.js';
import {
  type DataRecord,
  EMPTY,
  type Entry,
  isLeftOut,
  LeftOut,
  mismatch,
  typeName,
  type Unit,
  whereOf,
} from '../records/entry.js';
import { fieldsOf, illFormed, isWellFormed } from '../records/parse-json.js';
import { BadValue } from '../records/read-parquet.js';
import type { RecordPlan } from '../records/read-records.js';
import { convertNewlines, type Newlines } from '../text/newlines.js';
import { formatOf, isObject, readTurn, TURN_FIELDS, type TurnFormat, unknownRole } from './read-turn.js';
import type { Role } from './roles.js';
import { toJson } from './to-json.js';

export interface ConversationSettings {
  readonly field?: string | undefined;
  readonly roles: Readonly<Record<string, Role>>;
  readonly system?: string | undefined;
  readonly assistantFirst: 'fail' | 'drop' | 'keep';
  readonly newlines: Newlines;
  readonly skipEmpty: boolean;
}

const FIELDS = ['messages', 'conversations', 'conversation'];
/** Fields beside the conversation that are read. */
const BESIDE = ['system', 'tools', 'functions'];

/** @param say hears once what form the file has */
export function conversationPlan(
  file: string,
  settings: ConversationSettings,
  ids: SampleIds,
  say: (message: string) => void,
): RecordPlan<Sample> {
  let field: string | undefined;
  let format: TurnFormat | undefined;

  const find = (names: readonly string[]): string => {
    const wanted = settings.field === undefined ? FIELDS : [settings.field];
    const found = wanted.find((name) => names.includes(name));
    if (found !== undefined) return found;
    const expected = wanted.map((name) => `\`${name}\``).join(' or ');
    const fields = names.map((name) => `\`${name}\``).join(', ') || 'none';
    const hints = ['set `field` to the one that holds the turns of a conversation'];
    throw codexError('CML4224', { file, expected, fields }, { where: { file }, hints });
  };

  return {
    columns(names) {
      field = find(names);
      return [field, ...BESIDE.filter((name) => names.includes(name) && name !== field)];
    },
    make(record, unit) {
      const fields = fieldsOf(record, file);
      if (isLeftOut(fields)) return fields;
      field ??= find(Object.keys(fields));
      const turns = turnsOf(fields, field, record, unit, file);
      if (isLeftOut(turns)) return turns;
      if (turns.length === 0) return refuse('has no turns', record, unit, file, field);
      if (format === undefined) {
        format = formatOf(turns[0]) ?? 'openai';
        const { role, content } = TURN_FIELDS[format];
        say(`\`${file}\` holds conversations in \`${field}\`, turns with \`${role}\` and \`${content}\``);
      }
      const messages = readTurns(turns, format, record, unit, file, settings);
      if (isLeftOut(messages)) return messages;
      const problem = arrange(messages, fields, settings);
      if (problem !== undefined) return refuse(problem, record, unit, file, field);
      const tools = toolsOf(fields, record, unit, file);
      if (isLeftOut(tools)) return tools;
      return conversationSample(ids.of(unit, record.number), messages, tools, settings.skipEmpty);
    },
  };
}

/** The sample of a conversation: its text is what the turns say. */
export function conversationSample(
  id: string,
  messages: readonly ChatMessage[],
  tools: readonly JsonObject[] | undefined,
  skipEmpty: boolean,
): Entry<Sample> {
  const text = messages.map(({ content }) => content).join('\n');
  if (skipEmpty && text.trim() === '') return EMPTY;
  return { id, text, messages, ...(tools !== undefined && { tools }) };
}

function turnsOf(
  fields: Readonly<Record<string, unknown>>,
  field: string,
  record: DataRecord,
  unit: Unit,
  file: string,
): readonly unknown[] | LeftOut {
  const value = fields[field];
  if (Array.isArray(value)) return value as readonly unknown[];
  if (value instanceof BadValue) return badValue(value, field, record, unit, file);
  // Tables often keep lists as text.
  const parsed = typeof value === 'string' ? parseList(value) : undefined;
  if (parsed !== undefined) return parsed;
  return mismatch(
    () => whereOf(file, unit, record, field),
    `field \`${field}\``,
    'a list of turns',
    typeof value === 'string' ? 'text that is no JSON list' : typeName(value),
  );
}

function readTurns(
  turns: readonly unknown[],
  format: TurnFormat,
  record: DataRecord,
  unit: Unit,
  file: string,
  { roles, newlines }: ConversationSettings,
): ChatMessage[] | LeftOut {
  const messages: ChatMessage[] = [];
  for (const [i, turn] of turns.entries()) {
    const message = readTurn(turn, format, roles);
    if ('expected' in message) {
      const { field, expected, received, role } = message;
      if (role !== undefined) {
        return new LeftOut('role', () => unknownRole(role, whereOf(file, unit, record, role)));
      }
      const place = `turn ${i + 1}${field === undefined ? '' : `, \`${field}\``}`;
      return mismatch(() => whereOf(file, unit, record, field), place, expected, received);
    }
    if (!isWellFormed(message.content, record)) {
      return illFormed(`turn ${i + 1}`, () => whereOf(file, unit, record));
    }
    const content = convertNewlines(message.content, newlines);
    messages.push(content === message.content ? message : { ...message, content });
  }
  return messages;
}

/** Put a system prompt first and look at the order of the turns. Returns what is wrong with it. */
function arrange(
  messages: ChatMessage[],
  fields: Readonly<Record<string, unknown>>,
  settings: ConversationSettings,
): string | undefined {
  const first = messages.findIndex(({ role }) => role !== 'system');
  if (messages[first]?.role === 'assistant' && settings.assistantFirst !== 'keep') {
    if (settings.assistantFirst === 'fail') return 'begins with an answer';
    const next = messages.findIndex(({ role }, i) => i > first && role !== 'assistant');
    messages.splice(first, (next < 0 ? messages.length : next) - first);
  }
  const own = typeof fields['system'] === 'string' && fields['system'] !== '' ? fields['system'] : undefined;
  const system = own ?? settings.system;
  if (system !== undefined && !messages.some(({ role }) => role === 'system')) {
    messages.unshift({ role: 'system', content: convertNewlines(system, settings.newlines) });
  }
  return messages.some(({ role, learn }) => learn ?? role === 'assistant')
    ? undefined
    : 'has no turn to learn from';
}

function toolsOf(
  fields: Readonly<Record<string, unknown>>,
  record: DataRecord,
  unit: Unit,
  file: string,
): readonly JsonObject[] | LeftOut | undefined {
  const name = (['tools', 'functions'] as const).find((each) => (fields[each] ?? undefined) !== undefined);
  if (name === undefined) return undefined;
  const value = fields[name];
  if (value === '') return undefined;
  if (value instanceof BadValue) return badValue(value, name, record, unit, file);
  const list = Array.isArray(value)
    ? (value as readonly unknown[])
    : typeof value === 'string'
      ? parseList(value)
      : undefined;
  if (list === undefined || !list.every(isObject)) {
    const where = () => whereOf(file, unit, record, name);
    return mismatch(where, `field \`${name}\``, 'a list of objects', typeName(value));
  }
  if (list.length === 0) return undefined;
  const tools = list.map((tool) => toJson(tool) as JsonObject);
  return name === 'tools' ? tools : tools.map((tool) => ({ type: 'function', function: tool }));
}

function badValue(value: BadValue, field: string, record: DataRecord, unit: Unit, file: string): LeftOut {
  const place = `column \`${field}\` of row ${record.number}`;
  const where = () => whereOf(file, unit, record);
  return value.problem === 'encoding'
    ? illFormed(place, where)
    : mismatch(where, place, 'JSON', 'other text');
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

function refuse(problem: string, record: DataRecord, unit: Unit, file: string, field: string): LeftOut {
  return new LeftOut('turns', () =>
    codexError('CML4223', { problem }, { where: whereOf(file, unit, record, field) }),
  );
}
