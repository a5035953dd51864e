import type { RunDetails } from '@codex-ml/runtime';
import { expect } from 'chai';
import { renderLossCurve, spread } from '../../dist/render/loss-curve.js';

type Loss = RunDetails['loss'];

function detailsWith(loss: Loss): RunDetails {
  return { step: null, plannedSteps: null, validation: null, best: null, checkpoints: [], loss };
}

const falling = [0, 10, 20, 30].map((step) => ({ step, value: 4 - step / 10 }));

describe('renderLossCurve', () => {
  it('draws the validation loss between its first and last step', async () => {
    const text = await renderLossCurve(
      detailsWith({ train: [{ step: 5, value: 9 }], validation: falling }),
      60,
    );
    const lines = text!.split('\n');
    expect(lines[0]).to.equal('validation loss, step 0 to 30');
    expect(lines[1]).to.match(/^ +4 [┼┤]/);
    expect(lines.at(-1)).to.match(/^ +1 [┼┤]/);
    expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(60);
  });

  it('falls back to the training loss where nothing was validated twice', async () => {
    const text = await renderLossCurve(
      detailsWith({ train: falling, validation: [{ step: 0, value: 4 }] }),
      60,
    );
    expect(text).to.match(/^train loss, step 0 to 30\n/);
  });

  it('draws nothing from a single point', async () => {
    expect(await renderLossCurve(detailsWith({ train: [falling[0]!], validation: [] }), 60)).to.equal(
      undefined,
    );
  });

  it('draws a flat line without dividing by zero', async () => {
    const flat = falling.map(({ step }) => ({ step, value: 2 }));
    expect(await renderLossCurve(detailsWith({ train: flat, validation: [] }), 60)).to.match(/ 2 [┼┤]/);
  });
});

describe('spread', () => {
  it('holds each value until the step of the next one', () => {
    const points = [
      { step: 0, value: 1 },
      { step: 8, value: 2 },
      { step: 10, value: 3 },
    ];
    expect(spread(points, 11)).to.deep.equal([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
  });
});
