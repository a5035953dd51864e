import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { type Answers, askInit, type Question } from '../../dist/init/ask-init.js';

const TEMPLATES = [
  { name: 'std/quickstart', purpose: 'a first model' },
  { name: 'std/tiny', purpose: undefined },
];

const DOWN = '\u001b[B';
const ENTER = '\r';
const INTERRUPT = '\u0003';

/** Answers of somebody who presses these keys, and what was shown. */
async function ask(
  question: Omit<Question, 'templates'>,
  keys: readonly string[],
): Promise<{ answers: Answers | undefined; shown: string }> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const answers = askInit({ templates: TEMPLATES, ...question }, { input, output });
  for (const key of keys) {
    await wait(20);
    input.write(key);
  }
  return { answers: await answers, shown };
}

describe('askInit', () => {
  it('offers presets with their purpose, and a name', async () => {
    const { answers, shown } = await ask({ template: 'std/quickstart', runName: 'demo' }, [
      DOWN,
      ENTER,
      ENTER,
    ]);
    expect(answers).to.deep.equal({ template: 'std/tiny', runName: 'demo' });
    expect(shown).to.include('a first model');
  });

  it('takes a name that is typed behind the one offered', async () => {
    const { answers } = await ask({ template: undefined, runName: 'demo' }, ['2', ENTER]);
    expect(answers).to.deep.equal({ template: undefined, runName: 'demo2' });
  });

  it('does not take a name that no run can have', async () => {
    const { answers, shown } = await ask({ template: undefined, runName: 'demo' }, [
      '/',
      ENTER,
      '\u007f',
      ENTER,
    ]);
    expect(answers!.runName).to.equal('demo');
    expect(shown).to.include('letters, digits');
  });

  it('gives up when it is interrupted', async () => {
    const { answers, shown } = await ask({ template: 'std/tiny', runName: 'demo' }, [INTERRUPT]);
    expect(answers).to.equal(undefined);
    expect(shown).to.include('nothing was written');
  });
});
