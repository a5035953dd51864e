// From Jinja source to a program that can be rendered. Nothing of the template runs here.
import { CodexError, codexError, type SourceLocation } from '@codex-ml/plugin-api';
import type { ProgramFacts } from './bounded-interpreter.js';
import type { ChatTemplate } from './chat-template.js';
import { type JinjaNode, type Program, parse, tokenize } from './jinja-types.js';
import { RENDER_LIMITS, type RenderLimits, WorkMeter } from './render-limits.js';

export interface ParsedTemplate {
  readonly name: string;
  readonly source: string;
  readonly program: Program;
  readonly facts: ProgramFacts;
  readonly limits: RenderLimits;
  /** Whether `generation` blocks say what the assistant wrote. */
  readonly marksTurns: boolean;
  /** Texts and string literals of the template. */
  readonly literals: ReadonlySet<string>;
}

/** Variables whose values stand at the ends of `generation` blocks. */
export const TURN_START = 'codex_ml_turn_start';
export const TURN_END = 'codex_ml_turn_end';

const GENERATION_TAG = /\{%(-?)\s*(end)?generation\s*(-?)%\}/g;
/** The library looks for blocks from each white space of a run anew. */
const LONGEST_WHITE_SPACE = 1024;

const parsed = new WeakMap<ChatTemplate, ParsedTemplate>();

/**
 * Parse a template; once for each.
 * @throws CML4350 with the line, CML4353 where it is too long or nested too deeply
 */
export function parseTemplate(template: ChatTemplate, limits: RenderLimits = RENDER_LIMITS): ParsedTemplate {
  const known = parsed.get(template);
  if (known !== undefined && known.limits === limits) return known;
  const { name, source } = template;
  const meter = new WorkMeter(name, limits, 0);
  if (source.length > limits.source || longestWhiteSpace(source) > LONGEST_WHITE_SPACE) {
    const limit =
      source.length > limits.source
        ? `${limits.source} characters`
        : `${LONGEST_WHITE_SPACE} spaces in a row`;
    throw codexError('CML4353', { template: name, limit });
  }
  const program = parseOrExplain(template, meter);
  const result = {
    name,
    source,
    program,
    limits,
    marksTurns: source.search(GENERATION_TAG) >= 0,
    ...learnFacts(program, meter),
  };
  parsed.set(template, result);
  return result;
}

/** Where a template stands, for errors. */
export function templateLocation({ name, source }: ChatTemplate, line?: number): SourceLocation {
  return line === undefined ? { file: name } : { file: name, line, column: 1, source };
}

function parseSource(source: string): Program {
  // A block that keeps the white space around it as blocks do; the library would drop the tags.
  const marked = source.replaceAll(
    GENERATION_TAG,
    (_, left: string, end: string | undefined, right: string) =>
      `{%${left} if true %}{{ ${end === undefined ? TURN_START : TURN_END} }}{% endif ${right}%}`,
  );
  return parse(tokenize(marked, { lstrip_blocks: true, trim_blocks: true }));
}

function parseOrExplain(template: ChatTemplate, meter: WorkMeter): Program {
  try {
    return parseSource(template.source);
  } catch (error) {
    if (CodexError.is(error)) throw error;
    if (isStackOverflow(error)) throw meter.tooDeep();
    // Past its last token the library reads a field of nothing.
    const ends = error instanceof TypeError;
    const problem = ends ? 'it ends inside a block or an expression' : (error as Error).message;
    const where = templateLocation(
      template,
      ends ? undefined : firstLineWith(template.source, error as Error),
    );
    throw codexError('CML4350', { template: template.name, problem }, { where, cause: error });
  }
}

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

/** The library knows no places: the mistake is on the last of the fewest lines that give the same complaint. */
function firstLineWith(source: string, failure: Error): number {
  const lines = source.split('\n');
  const complains = (count: number) => {
    try {
      parseSource(lines.slice(0, count).join('\n'));
      return false;
    } catch (error) {
      return (error as Error).message === failure.message;
    }
  };
  let low = 1;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (complains(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function longestWhiteSpace(source: string): number {
  return (source.match(/\s+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** Fields that hold what a block writes. */
const BODIES = new Set(['body', 'alternate', 'defaultBlock']);

function learnFacts(
  program: Program,
  meter: WorkMeter,
): { readonly facts: ProgramFacts; readonly literals: ReadonlySet<string> } {
  const sizes = new Map<JinjaNode, number>();
  const printed = new Set<JinjaNode>();
  const literals = new Set<string>();
  /** @returns nodes at and below a value */
  const visit = (value: unknown, depth: number): number => {
    if (typeof value !== 'object' || value === null) return 0;
    if (depth > 2 * meter.limits.depth) throw meter.tooDeep();
    let nodes = 1;
    if (Array.isArray(value)) {
      for (const item of value) nodes += visit(item, depth);
      return nodes;
    }
    if (value instanceof Map) {
      for (const [key, item] of value) nodes += visit(key, depth + 1) + visit(item, depth + 1);
      return nodes;
    }
    const node = value as JinjaNode;
    for (const [field, inner] of Object.entries(node)) {
      if (BODIES.has(field)) for (const item of inner as JinjaNode[]) printed.add(item);
      nodes += visit(inner, depth + 1);
    }
    if (node.type === 'StringLiteral') literals.add(String((node as JinjaNode & { value?: unknown }).value));
    if (node.type === 'Macro' || node.type === 'CallStatement') sizes.set(node, nodes);
    return nodes;
  };
  visit(program, 0);
  return { facts: { sizes, printed }, literals };
}
