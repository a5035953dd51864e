// The training step while another process keeps one core busy, as on a laptop that is also used for other things.
import { spawn } from 'node:child_process';
import { chooseConfigs } from './configs.mjs';
import { race } from './train-step/race.mjs';

export default async function bench(options) {
  const spinner = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' });
  const stop = () => spinner.kill('SIGKILL');
  process.once('exit', stop);
  try {
    const rows = [];
    for (const config of chooseConfigs(['S', 'M'], options.configs)) {
      const [speed] = await race('train-step-busy', config, 'pytorch', options);
      rows.push(speed);
    }
    return rows;
  } finally {
    stop();
  }
}
