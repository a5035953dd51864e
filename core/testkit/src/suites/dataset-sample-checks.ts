// Checks of what samples carry beside their text, and of the files they come from. All of it is optional.
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { ChatMessage, Sample, SplitName } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandEqual, demandRefusal } from '../checks/demand.js';
import { show } from '../checks/show.js';
import { collect, type DatasetTools } from './dataset-subject.js';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

export function datasetSampleChecks({ withDataset, eachSplit }: DatasetTools): Check[] {
  const eachSample = (use: (sample: Sample, where: string) => void) =>
    eachSplit(async (dataset, split) => {
      for (const sample of await collect(dataset, split)) {
        use(sample, `open('${split}'), sample ${show(sample.id)}`);
      }
    });

  return [
    check(
      'marks what is learned by ranges within the text, in order and apart',
      eachSample(({ text, learn }, sample) => {
        if (learn === undefined) return;
        let last = 0;
        for (const range of learn) {
          const [start, end] = range;
          const isRange = range.length === 2 && Number.isInteger(start) && Number.isInteger(end);
          demand(isRange && start >= last && end > start && end <= text.length, {
            where: `${sample}, \`learn\``,
            expected: `[start, end) with ${last} <= start < end <= ${text.length}`,
            received: range,
            remedy: 'count UTF-16 units of `text`, and join ranges that touch or overlap',
          });
          last = end;
        }
      }),
    ),

    check(
      'gives conversations as turns whose contents make up the text',
      eachSample(({ text, messages, tools }, sample) => {
        if (messages !== undefined) {
          demand(Array.isArray(messages) && messages.length > 0 && messages.every(isMessage), {
            where: `${sample}, \`messages\``,
            expected: 'turns with a role, text as content, and calls and marks in the shapes of the contract',
            received: messages,
            remedy: 'map the fields of the source to those of `ChatMessage`',
          });
          demandEqual(text, messages.map(({ content }) => content).join('\n'), {
            where: `${sample}, \`text\``,
            remedy: 'join the contents of the turns with line feeds',
          });
        }
        demand(tools === undefined || (Array.isArray(tools) && tools.every(isObject)), {
          where: `${sample}, \`tools\``,
          expected: 'a list of objects',
          received: tools,
          remedy: 'parse what the source has as text',
        });
      }),
    ),

    check('names the files that its samples come from', () =>
      withDataset(async (dataset) => {
        if (dataset.files === undefined) return;
        for (const split of dataset.splits) {
          const files = await dataset.files(split);
          for (const file of files) {
            const isFile = isAbsolute(file) && (await stat(file).catch(() => undefined))?.isFile() === true;
            demand(isFile, {
              where: `files('${split}')`,
              expected: 'absolute paths of files that are there',
              received: show(file),
              remedy: 'resolve paths with `ctx.resolvePath`, and name files instead of folders or patterns',
            });
          }
          const remedy = 'name each file once, in an order that depends on nothing else';
          demandEqual([...new Set(files)], [...files], { where: `files('${split}')`, remedy });
          demandEqual(await dataset.files(split), files, { where: `files('${split}'), again`, remedy });
        }
        for (const split of SPLITS.filter((name) => !dataset.splits.includes(name))) {
          await demandRefusal(async () => dataset.files!(split), {
            where: `files('${split}')`,
            remedy: 'raise an error: a split without files would look like one that never changes',
          });
        }
      }),
    ),
  ];
}

function isMessage({ role, content, name, toolCalls, toolCallId, learn }: ChatMessage): boolean {
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  return (
    typeof role === 'string' &&
    role !== '' &&
    typeof content === 'string' &&
    isText(name) &&
    isText(toolCallId) &&
    (toolCalls === undefined || (Array.isArray(toolCalls) && toolCalls.every(isObject))) &&
    (learn === undefined || typeof learn === 'boolean')
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
