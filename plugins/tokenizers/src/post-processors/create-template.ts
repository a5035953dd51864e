// `TemplateProcessing`: texts and specials in the order that a template lists, one template for a text and one for a pair.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { expectArray, expectObject, readInteger, readString, unexpected } from '../pipeline/json-fields.js';
import { addedRow, type PostProcessor } from './post-processor.js';

type TemplatePart =
  | { readonly text: 0 | 1; readonly type: number }
  | { readonly ids: readonly number[]; readonly type: number };

const MOST_TYPES = 255;

/** @throws CML4110 */
export function createTemplate(json: JsonObject, path: string): PostProcessor {
  const specials = readSpecials(json['special_tokens'], `${path}.special_tokens`);
  const single = readTemplate(json['single'], specials, `${path}.single`, false);
  const pair = readTemplate(json['pair'], specials, `${path}.pair`, true);
  const count = (template: readonly TemplatePart[]): number =>
    template.reduce((sum, part) => sum + ('ids' in part ? part.ids.length : 0), 0);
  const added = [count(single), count(pair)] as const;

  return {
    added: (isPair) => added[isPair ? 1 : 0],
    process: (rows, addSpecials) => {
      const template = rows.length === 1 ? single : pair;
      return template.flatMap((part) => {
        if ('ids' in part) {
          return addSpecials ? [addedRow(part.ids, part.type, rows[0]!.offsets !== undefined)] : [];
        }
        const row = rows[part.text]!;
        return [row.type === part.type ? row : { ...row, type: part.type }];
      });
    },
  };
}

function readTemplate(
  json: JsonValue | undefined,
  specials: ReadonlyMap<string, readonly number[]>,
  path: string,
  isPair: boolean,
): readonly TemplatePart[] {
  return expectArray(json, path).map((item, i) => {
    const place = `${path}[${i}]`;
    const part = expectObject(item, place);
    if ('Sequence' in part) {
      const inner = `${place}.Sequence`;
      const fields = expectObject(part['Sequence'], inner);
      const id = readString(fields, 'id', inner);
      if (id !== 'A' && !(isPair && id === 'B')) {
        throw unexpected(`${inner}.id`, isPair ? '`A` or `B`' : '`A`', id);
      }
      return { text: id === 'A' ? 0 : 1, type: readType(fields, inner) };
    }
    if (!('SpecialToken' in part)) throw unexpected(place, '`Sequence` or `SpecialToken`', item);
    const inner = `${place}.SpecialToken`;
    const fields = expectObject(part['SpecialToken'], inner);
    const id = readString(fields, 'id', inner);
    const ids = specials.get(id);
    if (ids === undefined) throw unexpected(`${inner}.id`, 'a key of `special_tokens`', id);
    return { ids, type: readType(fields, inner) };
  });
}

function readType(fields: JsonObject, path: string): number {
  const type = readInteger(fields, 'type_id', path, 0);
  if (type > MOST_TYPES) throw unexpected(`${path}.type_id`, `a number up to ${MOST_TYPES}`, type);
  return type;
}

function readSpecials(json: JsonValue | undefined, path: string): ReadonlyMap<string, readonly number[]> {
  const object = expectObject(json, path);
  return new Map(
    Object.keys(object).map((key) => {
      const place = `${path}[${JSON.stringify(key)}]`;
      const ids = expectArray(expectObject(object[key], place)['ids'], `${place}.ids`);
      return [
        key,
        ids.map((id, i) => {
          if (typeof id === 'number' && Number.isInteger(id) && id >= 0) return id;
          throw unexpected(`${place}.ids[${i}]`, 'a whole number from 0 on', id);
        }),
      ];
    }),
  );
}
