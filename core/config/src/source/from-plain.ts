// Values of a config module to a located tree. A module has no positions: every place is the file.
import { type CodexError, codexError, isPlugin } from '@codex-ml/plugin-api';
import {
  type ConfigNode,
  type Entry,
  listNode,
  mapNode,
  type Path,
  scalarNode,
} from '../tree/config-node.js';
import { describeValue, isPlainObject } from '../tree/describe-value.js';
import { formatPath } from '../tree/path-text.js';
import { type Source, whereOf } from './place.js';

/** Convert a plain value. Members that are undefined are left out; plugin objects become opaque nodes. */
export function fromPlain(
  value: unknown,
  source: Source,
  errors: CodexError[],
  path: Path = [],
  ancestors: readonly unknown[] = [],
): ConfigNode {
  const place = { source };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') {
    return scalarNode(value, place);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return scalarNode(value, place);
  if (ancestors.includes(value)) {
    errors.push(refuse(path, 'an object that contains it', source));
    return scalarNode(null, place);
  }
  if (Array.isArray(value)) {
    return listNode(
      value.map((item, index) => fromPlain(item, source, errors, [...path, index], [...ancestors, value])),
      place,
    );
  }
  if (isPlugin(value)) return { type: 'opaque', value, place };
  if (isPlainObject(value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return mapNode(
      entries.map(([key, member]): [string, Entry] => [
        key,
        { keyPlace: place, value: fromPlain(member, source, errors, [...path, key], [...ancestors, value]) },
      ]),
      place,
    );
  }
  errors.push(refuse(path, describeValue(value), source));
  return scalarNode(null, place);
}

function refuse(path: Path, received: string, source: Source): CodexError {
  return codexError('CML2012', { path: formatPath(path), received }, { where: whereOf({ source }) });
}
