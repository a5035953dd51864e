// Dataset `instruction`: each record of JSON Lines, JSON lists, CSV or Parquet is a prompt with its completion.
import { defineDataset } from '@codex-ml/plugin-api';
import { createFileDataset } from './dataset/file-dataset.js';
import { INSTRUCTIONS } from './files/extensions.js';
import { instructionPlan } from './instruction/instruction-plan.js';
import { instructionOptions } from './instruction.options.js';
import { csvSettings } from './options/csv-options.js';
import { readRecords } from './records/read-records.js';
import { textSettings } from './text/encodings.js';

export default defineDataset({
  id: 'instruction',
  summary: 'prompts with completions, as text or as conversations',
  apiVersion: '^1.1',
  options: instructionOptions,
  create: ({ options, ctx }) => {
    const settings = {
      text: textSettings(options),
      maxLineBytes: options.maxLineBytes,
      csv: (name: string) => csvSettings(name, { ...options, header: true }),
    };
    return createFileDataset({
      shape: 'documents',
      options,
      ctx,
      extensions: INSTRUCTIONS,
      read: (file, reading, ids) =>
        readRecords(file, reading, settings, instructionPlan(file.name, options, ids, reading.say)),
    });
  },
});
