// One update (forward, backward, AdamW, float32), from the same weights on the same batches: ours against tuned PyTorch, and on
// config S against stock tfjs.
import { chooseConfigs } from './configs.mjs';
import { race } from './train-step/race.mjs';

export default async function bench(options) {
  const rows = [];
  for (const config of chooseConfigs(['S', 'M', 'L'], options.configs)) {
    rows.push(...(await race(config, 'pytorch', options)));
  }
  for (const config of chooseConfigs(['S'], options.configs)) {
    const [speed] = await race(config, 'tfjs-wasm', options);
    rows.push(speed);
  }
  return rows;
}
