// The peer `tfjs-wasm`: answers JSON lines like the others. It only trains.
import { readSafetensors } from '@codex-ml/runtime';
import { answerLines, memory, timeSteps } from '../../sides/answer-lines.mjs';
import { createTrainer } from './model.mjs';

let trainer;

await answerLines({
  async open({ sizes, adamw, weights }) {
    const { tensors } = await readSafetensors(weights);
    trainer = await createTrainer(sizes, adamw, tensors);
    const parameters = Object.values(tensors).reduce((sum, { data }) => sum + data.length, 0);
    return { parameters };
  },
  train: ({ batches }) => timeSteps(batches, (batch) => trainer.step(batch)),
  memory,
});
