// One side in a process of its own. The first message says which and with what; every further one asks for a timed step.
let trainer;

process.on('message', async ({ side, shape, weights }) => {
  if (side !== undefined) {
    const { createTrainer } = await import(`./${side}.mjs`);
    trainer = await createTrainer(shape, weights);
    process.send({ weights: trainer.weights });
    return;
  }
  const start = performance.now();
  const loss = await trainer.step();
  process.send({ loss, milliseconds: performance.now() - start });
});
