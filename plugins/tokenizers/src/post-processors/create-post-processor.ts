// From the `post_processor` of a `tokenizer.json` to the post-processor.
import { codexError, type JsonValue } from '@codex-ml/plugin-api';
import { expectArray, expectObject, readBoolean, readString } from '../pipeline/json-fields.js';
import { createBert, createRoberta } from './create-frame.js';
import { createTemplate } from './create-template.js';
import { KEEP_ROWS, type PostProcessor, type SpellToken } from './post-processor.js';
import { createTrim } from './trim-offsets.js';

/**
 * @param spell for `trim_offsets`
 * @throws CML4110, CML4111, CML4121 two parts of a sequence that both add tokens
 */
export function createPostProcessor(
  json: JsonValue | undefined,
  spell: SpellToken,
  path = 'post_processor',
): PostProcessor {
  if (json === null || json === undefined) return KEEP_ROWS;
  const fields = expectObject(json, path);
  const type = readString(fields, 'type', path);
  switch (type) {
    case 'TemplateProcessing':
      return createTemplate(fields, path);
    case 'BertProcessing':
      return createBert(fields, path);
    case 'RobertaProcessing':
      return createRoberta(fields, path, spell);
    case 'ByteLevel': {
      if (!readBoolean(fields, 'trim_offsets', path)) return KEEP_ROWS;
      const trim = createTrim(spell, readBoolean(fields, 'add_prefix_space', path));
      return { added: () => 0, process: (rows) => rows.map((row) => (row.added ? row : trim(row))) };
    }
    case 'Sequence':
      return createSequence(fields['processors'], spell, `${path}.processors`);
    default:
      throw codexError('CML4111', { path: `${path}.type`, type, part: 'post-processor' });
  }
}

function createSequence(json: JsonValue | undefined, spell: SpellToken, path: string): PostProcessor {
  const processors = expectArray(json, path)
    .map((item, i) => createPostProcessor(item, spell, `${path}[${i}]`))
    .filter((processor) => processor !== KEEP_ROWS);
  if (processors.length === 0) return KEEP_ROWS;
  if (processors.length === 1) return processors[0]!;
  if (processors.filter((processor) => processor.added(false) + processor.added(true) > 0).length > 1) {
    throw codexError('CML4121', { path });
  }
  return {
    added: (isPair) => processors.reduce((sum, processor) => sum + processor.added(isPair), 0),
    process: (rows, addSpecials) =>
      processors.reduce((done, processor) => processor.process(done, addSpecials), rows),
  };
}
