// YAML text to a located tree: every key and value keeps its line and column.
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import {
  type ConfigNode,
  type Entry,
  listNode,
  mapNode,
  type Path,
  scalarNode,
} from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';
import { formatPath } from '../tree/path-text.js';
import { type Place, type Source, whereOf } from './place.js';

/** More values than any config has; a text that expands to more is an alias bomb. */
const MOST_NODES = 50_000;

/** Parse a source's text. An empty text is an empty mapping; undefined after errors were added. */
export function parseYaml(source: Source, errors: CodexError[]): ConfigNode | undefined {
  return new YamlReader(source, errors).read();
}

class YamlReader {
  readonly #lines = new LineCounter();
  readonly #open = new Set<Node>();
  #nodes = 0;

  constructor(
    private readonly source: Source,
    private readonly errors: CodexError[],
  ) {}

  read(): ConfigNode | undefined {
    const text = this.source.text ?? '';
    const before = this.errors.length;
    const document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const problems = [...document.errors, ...document.warnings];
    for (const problem of problems.filter(isDuplicate)) this.#reportDuplicate(problem, text);
    // One slip can make the parser stumble over the whole rest; only the first place is worth looking at.
    const first = problems.find((problem) => !isDuplicate(problem));
    if (first !== undefined) this.#reportSyntax(first, text);
    if (this.errors.length > before) return undefined;
    if (document.contents === null) return mapNode([], { source: this.source, line: 1, column: 1 });
    const node = this.#convert(document.contents, [], document);
    return this.errors.length > before ? undefined : node;
  }

  #convert(node: unknown, path: Path, document: ReturnType<typeof parseDocument>): ConfigNode {
    const place = this.#place(node);
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) {
      if (this.#nodes === MOST_NODES + 1) this.#syntax('aliases expand to too many values', place);
      return scalarNode(null, place);
    }
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target !== undefined && !this.#open.has(target)) return this.#convert(target, path, document);
      this.#syntax(`alias \`*${node.source}\` leads nowhere or contains itself`, place);
      return scalarNode(null, place);
    }
    if (isScalar(node)) return this.#convertScalar(node, path, place);
    if (!isMap(node) && !isSeq(node)) return scalarNode(null, place);
    this.#open.add(node);
    const result = isMap(node)
      ? mapNode(
          node.items.map((pair) => this.#convertPair(pair, node, path, document)),
          place,
        )
      : listNode(
          node.items.map((item, index) => this.#convert(item, [...path, index], document)),
          place,
        );
    this.#open.delete(node);
    return result;
  }

  #convertPair(
    pair: Pair,
    map: YAMLMap,
    path: Path,
    document: ReturnType<typeof parseDocument>,
  ): readonly [string, Entry] {
    const keyPlace = this.#place(pair.key ?? map);
    if (!isScalar(pair.key)) this.#syntax('keys must be plain texts', keyPlace);
    const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : '?';
    const value =
      pair.value === null || pair.value === undefined
        ? scalarNode(null, keyPlace)
        : this.#convert(pair.value, [...path, key], document);
    return [key, { keyPlace, value }];
  }

  #convertScalar(node: Scalar, path: Path, place: Place): ConfigNode {
    const { value } = node;
    if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) {
      return scalarNode(value as string | number | boolean | null, place, node.type !== Scalar.PLAIN);
    }
    const parameters = { path: formatPath(path), received: node.source ?? describeValue(value) };
    this.errors.push(codexError('CML2012', parameters, { where: whereOf(place) }));
    return scalarNode(null, place);
  }

  #reportDuplicate(problem: YAMLError, text: string): void {
    const place = this.#placeAt(problem.pos[0], problem.pos[1]);
    const key = /^[^\s:,{}]+|^"[^"]*"|^'[^']*'/.exec(text.slice(problem.pos[0]))?.[0] ?? '?';
    const where = whereOf({ ...place, length: key.length });
    this.errors.push(codexError('CML2011', { key: key.replace(/^["']|["']$/g, '') }, { where }));
  }

  #reportSyntax(problem: YAMLError, text: string): void {
    const [start, end] = problem.pos;
    const message = problem.message.charAt(0).toLowerCase() + problem.message.slice(1);
    const note =
      problem.code === 'BLOCK_AS_IMPLICIT_KEY'
        ? 'look at the indentation of the next line'
        : text.slice(start - 1, start + 1) === '${'
          ? 'between braces and brackets, a reference needs quotes'
          : undefined;
    this.#syntax(message, this.#placeAt(start, end), note);
  }

  #syntax(message: string, place: Place, note?: string): void {
    this.errors.push(codexError('CML2010', { format: 'YAML', message }, { where: whereOf(place, note) }));
  }

  #place(node: unknown): Place {
    const range = (node as Node | null)?.range;
    return range ? this.#placeAt(range[0], range[1]) : { source: this.source };
  }

  /** Underlines to the end of the line at most. */
  #placeAt(start: number, end: number): Place {
    const { line, col } = this.#lines.linePos(start);
    const text = (this.source.text ?? '').slice(start, Math.max(end, start + 1));
    const length = Math.max(1, text.split(/\r?\n/, 1)[0]!.length);
    return { source: this.source, line, column: col, length };
  }
}

function isDuplicate(problem: YAMLError): boolean {
  return problem.code === 'DUPLICATE_KEY';
}
