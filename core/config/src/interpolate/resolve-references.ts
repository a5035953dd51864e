// Fills in the references of a merged config. A text that is one reference takes the type of what it refers to, unless
// it was quoted in YAML; JSON and modules cannot leave quotes out, so there it always does.
import { CodexError, codexError, nearestName } from '@codex-ml/plugin-api';
import { type Place, whereOf } from '../source/place.js';
import {
  type ConfigNode,
  findNode,
  type MapNode,
  type Path,
  scalarNode,
  toPlain,
} from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';
import { parseScalar } from '../tree/parse-scalar.js';
import { formatPath } from '../tree/path-text.js';
import { hasReference, lookUpVariable, type Reference, splitReferences } from './interpolate.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The config with every reference replaced; errors are added, each with its place. */
export function resolveReferences(root: MapNode, env: Environment, errors: CodexError[]): MapNode {
  return new ReferenceResolver(root, env, errors).resolve(root, []) as MapNode;
}

class ReferenceResolver {
  readonly #done = new Map<string, ConfigNode>();
  readonly #open: string[] = [];

  constructor(
    private readonly root: MapNode,
    private readonly env: Environment,
    private readonly errors: CodexError[],
  ) {}

  resolve(node: ConfigNode, path: Path): ConfigNode {
    if (node.type === 'map') {
      const entries = [...node.entries].map(
        ([key, entry]) => [key, { ...entry, value: this.resolve(entry.value, [...path, key]) }] as const,
      );
      return { ...node, entries: new Map(entries) };
    }
    if (node.type === 'list') {
      return { ...node, items: node.items.map((item, index) => this.resolve(item, [...path, index])) };
    }
    if (node.type === 'opaque' || typeof node.value !== 'string' || !hasReference(node.value)) return node;
    return this.#text(node.value, node.place, node.quoted, formatPath(path));
  }

  #text(text: string, place: Place, quoted: boolean, at: string): ConfigNode {
    const known = this.#done.get(at);
    if (known !== undefined) return known;
    if (this.#open.includes(at)) {
      const chain = [...this.#open.slice(this.#open.indexOf(at)), at]
        .map((step) => `\`${step}\``)
        .join(' -> ');
      throw codexError('CML2504', { chain }, { where: whereOf(place) });
    }
    this.#open.push(at);
    let result: ConfigNode = scalarNode(null, place);
    try {
      result = this.#evaluate(text, place, quoted);
    } catch (error) {
      // A circle is one mistake: it is reported once, where it was entered.
      if (!CodexError.is(error) || (error.code === 'CML2504' && this.#open.length > 1)) throw error;
      this.errors.push(error);
    } finally {
      this.#open.pop();
    }
    this.#done.set(at, result);
    return result;
  }

  #evaluate(text: string, place: Place, quoted: boolean): ConfigNode {
    const pieces = splitReferences(text, place);
    const only = pieces[0];
    if (pieces.length === 1 && typeof only === 'object') {
      const node = this.#lookUp(only, place);
      const keepsText = quoted && isYaml(place);
      return node.type === 'scalar' && keepsText ? scalarNode(String(node.value ?? ''), place, true) : node;
    }
    const words = pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      if (piece.resolver === 'env') return lookUpVariable(piece, place, this.env);
      const node = this.#lookUp(piece, place);
      if (node.type === 'scalar') return String(node.value);
      const note = `\`${piece.name}\` is ${describeValue(toPlain(node))}, which cannot stand inside a text`;
      throw codexError('CML2502', { text: piece.text }, { where: whereOf(place, note) });
    });
    return scalarNode(words.join(''), place, true);
  }

  #lookUp(reference: Reference, place: Place): ConfigNode {
    if (reference.resolver === 'env') {
      const text = lookUpVariable(reference, place, this.env);
      // An empty variable is an empty text, not null.
      return scalarNode(text === '' ? '' : parseScalar(text), place);
    }
    const path = reference.name.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const target = findNode(this.root, path);
    if (target === undefined) throw this.#missing(reference, path, place);
    const node = this.resolve(target, path);
    return node.type === 'scalar' ? { ...node, place } : node;
  }

  #missing(reference: Reference, path: Path, place: Place): CodexError {
    const parent = findNode(this.root, path.slice(0, -1));
    const names = parent?.type === 'map' ? [...parent.entries.keys()] : [];
    const near = nearestName(String(path.at(-1)), names);
    const note =
      near === undefined
        ? undefined
        : `did you mean \`\${config:${[...path.slice(0, -1), near].join('.')}}\`?`;
    return codexError(
      'CML2503',
      { text: reference.text, path: reference.name },
      { where: whereOf(place, note) },
    );
  }
}

function isYaml(place: Place): boolean {
  const { name, text } = place.source;
  return text !== undefined && !name.endsWith('.json');
}
