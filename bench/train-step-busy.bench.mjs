// The training step while another process keeps one core busy, as on a laptop that is also used for other things. PyTorch once as it is
// fastest alone, whose threads then wait for each other, and once as it is fastest in company.
import { chooseConfigs } from './configs.mjs';
import { keepCoreBusy } from './keep-core-busy.mjs';
import { race } from './train-step/race.mjs';

export default async function bench(options) {
  const busy = keepCoreBusy();
  try {
    const rows = [];
    for (const config of chooseConfigs(['S', 'M'], options.configs)) {
      for (const peer of ['pytorch', 'pytorch-shared']) {
        const [speed] = await race(config, peer, options);
        rows.push(speed);
      }
    }
    return rows;
  } finally {
    busy.stop();
  }
}
