// One turn of a conversation, in the shape of OpenAI (`role`, `content`) or ShareGPT (`from`, `value`).
import {
  type ChatMessage,
  type CodexError,
  codexError,
  type JsonObject,
  nearestName,
} from '@codex-ml/plugin-api';
import { typeName } from '../records/entry.js';
import { ROLE_NAMES, type Role, roleOf } from './roles.js';
import { toJson } from './to-json.js';

export type TurnFormat = 'openai' | 'sharegpt';

/** What is wrong with a turn. */
export interface TurnProblem {
  readonly expected: string;
  readonly received: string;
  /** Within the turn, such as `content`. */
  readonly field?: string;
  /** A role that is not known: the error is another one then. */
  readonly role?: string;
}

export const TURN_FIELDS = {
  openai: { role: 'role', content: 'content' },
  sharegpt: { role: 'from', content: 'value' },
} as const;

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Absent and null alike: tables have a value for every field. None of the names that are asked for is one every object has. */
function get(fields: Fields, name: string): unknown {
  return fields[name] ?? undefined;
}

/** The shape of a turn, by the field that names its role. */
export function formatOf(turn: unknown): TurnFormat | undefined {
  if (!isObject(turn)) return undefined;
  if (get(turn, 'role') !== undefined) return 'openai';
  return get(turn, 'from') === undefined ? undefined : 'sharegpt';
}

/** The message, or what is wrong with the turn. */
export function readTurn(
  turn: unknown,
  format: TurnFormat,
  roles: Readonly<Record<string, Role>>,
): ChatMessage | TurnProblem {
  if (!isObject(turn)) return { expected: 'an object', received: typeName(turn) };
  const names = TURN_FIELDS[format];
  const name = get(turn, names.role);
  if (typeof name !== 'string') return { field: names.role, expected: 'a string', received: typeName(name) };
  const role = roleOf(name, roles);
  if (role === undefined) return { field: names.role, expected: 'a role', received: name, role: name };
  const calls = role === 'call' ? callOf(get(turn, names.content)) : callsOf(turn);
  if (calls !== undefined && 'expected' in calls) return calls;
  const content =
    role === 'call' ? '' : contentOf(get(turn, names.content), names.content, calls !== undefined);
  if (typeof content !== 'string') return content;
  const learn = learnOf(turn);
  if (typeof learn === 'object') return learn;
  const speaker = get(turn, 'name');
  const callId = get(turn, 'tool_call_id');
  return {
    role: role === 'call' ? 'assistant' : role,
    content,
    ...(typeof speaker === 'string' && { name: speaker }),
    ...(calls !== undefined && { toolCalls: calls }),
    ...(typeof callId === 'string' && { toolCallId: callId }),
    ...(learn !== undefined && { learn }),
  };
}

/** CML4222 with the nearest name. */
export function unknownRole(role: string, where: NonNullable<CodexError['where']>): CodexError {
  const near = nearestName(role, ROLE_NAMES);
  const hints = [
    ...(near === undefined ? [] : [`did you mean \`${near}\`?`]),
    `map the name: \`roles: { ${/^[\w-]+$/.test(role) ? role : JSON.stringify(role)}: user }\``,
  ];
  return codexError('CML4222', { role }, { where, hints });
}

/** A text, or a list of parts that are texts. Turns that call tools may have none. */
function contentOf(content: unknown, field: string, mayLack: boolean): string | TurnProblem {
  if (typeof content === 'string') return content;
  if (content === undefined && mayLack) return '';
  const expected = 'a string or a list of text parts';
  if (!Array.isArray(content)) return { field, expected, received: typeName(content) };
  const texts: string[] = [];
  for (const part of content as readonly unknown[]) {
    if (typeof part === 'string') texts.push(part);
    else if (isObject(part) && typeof part['text'] === 'string' && (get(part, 'type') ?? 'text') === 'text')
      texts.push(part['text']);
    else {
      const type = isObject(part) ? get(part, 'type') : undefined;
      const received = typeof type === 'string' ? `a part of type \`${type}\`` : typeName(part);
      return { field, expected, received };
    }
  }
  return texts.join('');
}

/** `tool_calls`, or the one `function_call` of older files. */
function callsOf(turn: Fields): readonly JsonObject[] | TurnProblem | undefined {
  const calls = get(turn, 'tool_calls');
  if (calls !== undefined) {
    const list = Array.isArray(calls) ? (calls as readonly unknown[]) : [calls];
    if (!list.every(isObject)) {
      return { field: 'tool_calls', expected: 'a list of objects', received: typeName(calls) };
    }
    return list.length === 0 ? undefined : list.map((call) => toJson(call) as JsonObject);
  }
  const call = get(turn, 'function_call');
  if (call === undefined) return undefined;
  if (!isObject(call)) return { field: 'function_call', expected: 'an object', received: typeName(call) };
  return [{ type: 'function', function: toJson(call) }];
}

/** A turn that is nothing but a call: its text is the call as JSON. */
function callOf(value: unknown): readonly JsonObject[] | TurnProblem {
  const problem = { field: 'value', expected: 'a call as a JSON object', received: typeName(value) };
  if (typeof value !== 'string') return problem;
  try {
    const parsed: unknown = JSON.parse(value);
    const calls = Array.isArray(parsed) ? (parsed as readonly unknown[]) : [parsed];
    if (!calls.every(isObject) || calls.length === 0) return problem;
    return calls.map((call) => ({ type: 'function', function: call as JsonObject }));
  } catch {
    return { ...problem, received: 'text that is no JSON' };
  }
}

/** `learn` or `train` as true or false, `weight` as 1 or 0. */
function learnOf(turn: Fields): boolean | TurnProblem | undefined {
  for (const field of ['learn', 'train']) {
    const value = get(turn, field);
    if (value === undefined) continue;
    return typeof value === 'boolean'
      ? value
      : { field, expected: 'true or false', received: typeName(value) };
  }
  const weight = get(turn, 'weight');
  if (weight === undefined) return undefined;
  const number = typeof weight === 'bigint' ? Number(weight) : weight;
  if (number === 0 || number === 1) return number === 1;
  return {
    field: 'weight',
    expected: '0 or 1',
    received: typeof number === 'number' ? `${number}` : typeName(weight),
  };
}
