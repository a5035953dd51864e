// The training step while another process keeps one core busy, as on a laptop that is also used for other things.
import { chooseConfigs } from './configs.mjs';
import { keepCoreBusy } from './keep-core-busy.mjs';
import { race } from './train-step/race.mjs';

export default async function bench(options) {
  const busy = keepCoreBusy();
  try {
    const rows = [];
    for (const config of chooseConfigs(['S', 'M'], options.configs)) {
      const [speed] = await race('train-step-busy', config, 'pytorch', options);
      rows.push(speed);
    }
    return rows;
  } finally {
    busy.stop();
  }
}
