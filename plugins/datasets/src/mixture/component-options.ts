// Options of the components of a mixture: those of the other datasets, with a weight.
import { z } from '@codex-ml/plugin-api';
import { chatOptions } from '../chat.options.js';
import { csvOptions } from '../csv.options.js';
import { instructionOptions } from '../instruction.options.js';
import { jsonlOptions } from '../jsonl.options.js';
import { linesOptions } from '../lines.options.js';
import { mobyDickOptions } from '../moby-dick.options.js';
import { parquetOptions } from '../parquet.options.js';
import { textOptions } from '../text.options.js';

const weight = z
  .number()
  .positive()
  .default(1)
  .describe('how many samples of this component come for each one of a component of weight 1');

const use = <Use extends string>(id: Use) => ({ use: z.literal(id), weight });

/** `safeExtend` keeps the rules across the options of a dataset. */
export const componentSchema = z.discriminatedUnion('use', [
  textOptions.safeExtend(use('text')),
  linesOptions.safeExtend(use('lines')),
  jsonlOptions.safeExtend(use('jsonl')),
  csvOptions.safeExtend(use('csv')),
  parquetOptions.safeExtend(use('parquet')),
  chatOptions.safeExtend(use('chat')),
  instructionOptions.safeExtend(use('instruction')),
  mobyDickOptions.safeExtend(use('moby-dick')),
]);

export type ComponentOptions = z.output<typeof componentSchema>;
