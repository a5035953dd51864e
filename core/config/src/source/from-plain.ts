// Values of a config module to a located tree. Where they stand in the file, as far as that can be read off, is said by another.
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
import { type Place, type Source, whereOf } from './place.js';

/** Where the value, or the key, of a path stands. */
export type Locate = (path: Path, part: 'value' | 'key') => Place;

/** Convert a plain value. Members that are undefined are left out; plugin objects become opaque nodes. */
export function fromPlain(
  value: unknown,
  source: Source,
  errors: CodexError[],
  locate: Locate = () => ({ source }),
): ConfigNode {
  return convert(value, locate, errors, [], []);
}

function convert(
  value: unknown,
  locate: Locate,
  errors: CodexError[],
  path: Path,
  ancestors: readonly unknown[],
): ConfigNode {
  const place = locate(path, 'value');
  if (value === null || typeof value === 'string' || typeof value === 'boolean') {
    return scalarNode(value, place);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return scalarNode(value, place);
  if (ancestors.includes(value)) {
    errors.push(refuse(path, 'an object that contains it', place));
    return scalarNode(null, place);
  }
  if (Array.isArray(value)) {
    return listNode(
      value.map((item, index) => convert(item, locate, errors, [...path, index], [...ancestors, value])),
      place,
    );
  }
  if (isPlugin(value)) return { type: 'opaque', value, place };
  if (isPlainObject(value) && isListedPlugin(path)) {
    errors.push(refuseAsPlugin(path, place));
    return scalarNode(null, place);
  }
  if (isPlainObject(value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return mapNode(
      entries.map(([key, member]): [string, Entry] => [
        key,
        {
          keyPlace: locate([...path, key], 'key'),
          value: convert(member, locate, errors, [...path, key], [...ancestors, value]),
        },
      ]),
      place,
    );
  }
  errors.push(refuse(path, describeValue(value), place));
  return scalarNode(null, place);
}

function isListedPlugin([section, ...rest]: Path): boolean {
  return section === 'plugins' && typeof (rest[0] === 'use' ? rest[1] : rest[0]) === 'number';
}

function refuseAsPlugin(path: Path, place: Place): CodexError {
  const expected = 'a package, a path, or a plugin object';
  const hints = [
    'a plugin object is made by `defineMetric`, or the helper of its kind, from `@codex-ml/plugin-api`',
  ];
  const parameters = { path: formatPath(path), expected, received: 'an object that is none' };
  return codexError('CML2105', parameters, { where: whereOf(place), hints });
}

function refuse(path: Path, received: string, place: Place): CodexError {
  return codexError('CML2012', { path: formatPath(path), received }, { where: whereOf(place) });
}
