// Safety on the data and generation path: secrets never reach tokens, prompts or results.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateFromModel, openTrainedModel } from '@codex-ml/runtime';
import { expect } from 'chai';
import { HOST_ROOT, makeWorkplace, readJson, rejection, trainIn, type Workplace } from './run-in-process.js';

// Assembled, so that no scanner takes this file for a leak.
const KEY = `AKIA${'IOSFODNN7Q2WXYZ'}P`;

interface Manifest {
  readonly splits: Readonly<Record<string, { safety: { redacted: Record<string, number> } }>>;
}

describe('safety checks of a run', function () {
  this.timeout(60_000);
  let place: Workplace;
  beforeEach(async () => {
    place = await makeWorkplace();
    const documents = Array.from({ length: 60 }, (_, i) =>
      JSON.stringify({ text: `document ${i} says that the quick brown fox jumps over the lazy dog` }),
    );
    documents[7] = JSON.stringify({ text: `the key of document 7 is ${KEY} and nobody may know` });
    await writeFile(join(place.path, 'data.jsonl'), documents.join('\n'));
  });
  afterEach(() => place.dispose());

  const SET = ['dataset={use: jsonl, path: data.jsonl}', 'dataset.split.validation=0.2', 'safety=[secrets]'];

  it('redact the corpus and count what they did in the manifest and the report', async () => {
    const { report, folder } = await trainIn({ cwd: place.path, set: SET });
    const { splits } = await readJson<Manifest>(folder, 'data.manifest.json');
    const counted = Object.values(splits).flatMap(({ safety }) => Object.values(safety.redacted));
    expect(counted.reduce((a, b) => a + b, 0)).to.equal(1);
    expect(report.notices.join('\n')).to.match(/(train|validation) split: 1 places redacted \(secrets\//);
  });

  it('redact a prompt before it is encoded, and deny where they are told to', async () => {
    const { folder } = await trainIn({ cwd: place.path, set: SET });
    const generate = async (set: readonly string[]) => {
      const opened = await openTrainedModel({
        folder,
        checkpoint: 'best',
        cwd: place.path,
        set,
        hostRoot: HOST_ROOT,
        signal: new AbortController().signal,
        print: () => {},
        now: () => new Date(),
      });
      try {
        const [text] = await generateFromModel(opened, {
          prompts: [`key ${KEY}`],
          maxNewTokens: 5,
          temperature: 1,
          topK: 0,
          topP: 1,
          stop: [],
          seed: 1,
        });
        return text!;
      } finally {
        await opened.close();
      }
    };
    const { prompt, newTokens } = await generate([]);
    expect(prompt).to.not.include(KEY);
    expect(newTokens).to.equal(5);
    const error = await rejection(generate(['safety.0.action=deny']));
    expect(error.code).to.equal('CML7001');
    expect(JSON.stringify(error)).to.not.include(KEY);
  });
});
