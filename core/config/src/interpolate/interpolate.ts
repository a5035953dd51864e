// References in texts: `${env:NAME}`, `${env:NAME,default}`, `${config:a.b}`; `$${` stands for a plain `${`.
import { codexError, nearestName } from '@codex-ml/plugin-api';
import { type Place, whereOf } from '../source/place.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A piece of a text: words, or a reference still to be looked up. */
export type Piece = string | Reference;

export interface Reference {
  readonly text: string;
  readonly resolver: 'env' | 'config';
  readonly name: string;
  readonly fallback: string | undefined;
}

/** Whether a text has anything to interpolate or unescape. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

/**
 * Split a text into words and references.
 * @throws CML2502 for a reference that is malformed or of an unknown kind
 */
export function splitReferences(text: string, place: Place): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  for (const match of text.matchAll(/\$\$\{|\$\{([^}]*)(\}?)/g)) {
    if (match.index > rest) pieces.push(text.slice(rest, match.index));
    rest = match.index + match[0].length;
    pieces.push(match[0] === '$${' ? '${' : readReference(match[0], match[1]!, match[2] === '}', place));
  }
  if (rest < text.length) pieces.push(text.slice(rest));
  return pieces;
}

function readReference(text: string, body: string, closed: boolean, place: Place): Reference {
  const parts = /^\s*(env|config):\s*([^,\s]+)\s*(?:,(.*))?$/s.exec(body);
  if (!closed || parts === null || (parts[1] === 'config' && parts[3] !== undefined)) {
    throw codexError('CML2502', { text }, { where: whereOf(place, suggestReference(body, closed)) });
  }
  return { text, resolver: parts[1] as 'env' | 'config', name: parts[2]!, fallback: parts[3] };
}

function suggestReference(body: string, closed: boolean): string | undefined {
  if (!closed) return 'the closing brace is missing';
  if (/^[A-Za-z_]\w*$/.test(body)) return `did you mean \`\${env:${body}}\`?`;
  const near = nearestName(body.split(':', 1)[0]!, ['env', 'config']);
  return near === undefined ? undefined : `did you mean \`\${${near}:…}\`?`;
}

/**
 * The value of an environment variable, or its default.
 * @throws CML2501 when there is neither
 */
export function lookUpVariable(reference: Reference, place: Place, env: Environment): string {
  const value = env[reference.name] ?? reference.fallback;
  if (value !== undefined) return value;
  const near = nearestName(
    reference.name,
    Object.keys(env).filter((name) => env[name] !== undefined),
  );
  const note = near === undefined ? undefined : `\`${near}\` is set`;
  throw codexError('CML2501', { name: reference.name }, { where: whereOf(place, note) });
}

/**
 * A text with its environment variables filled in, for keys that are read before layers are merged.
 * @throws CML2501, CML2502; the latter also for `${config:…}`, which has no meaning there
 */
export function interpolateEnvironment(text: string, place: Place, env: Environment): string {
  if (!hasReference(text)) return text;
  return splitReferences(text, place)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if (piece.resolver === 'env') return lookUpVariable(piece, place, env);
      const note = 'this key is read before the config is put together';
      throw codexError('CML2502', { text: piece.text }, { where: whereOf(place, note) });
    })
    .join('');
}
