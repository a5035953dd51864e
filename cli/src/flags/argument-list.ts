// The arguments of a command that takes any number of them, as they were given: oclif's `argv` puts equal ones together.

interface Token {
  readonly type: 'arg' | 'flag';
  readonly input: string;
}

export function argumentList(raw: readonly Token[]): string[] {
  return raw.flatMap(({ type, input }) => (type === 'arg' ? [input] : []));
}
