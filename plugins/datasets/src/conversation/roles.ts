// Names of roles as data sets write them.

export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** What a turn of this role holds: a message, or the call of a tool as JSON. */
export type KnownRole = Role | 'call';

const ROLES: Readonly<Record<string, KnownRole>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  prompter: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  tool: 'tool',
  function: 'tool',
  observation: 'tool',
  tool_response: 'tool',
  function_response: 'tool',
  tool_call: 'call',
  function_call: 'call',
};

/** The role that a name stands for; names of the options come first. */
export function roleOf(name: string, named: Readonly<Record<string, Role>>): KnownRole | undefined {
  if (Object.hasOwn(named, name)) return named[name];
  const lower = name.toLowerCase();
  return Object.hasOwn(ROLES, lower) ? ROLES[lower] : undefined;
}

/** All names, for messages. */
export const ROLE_NAMES: readonly string[] = Object.keys(ROLES);
