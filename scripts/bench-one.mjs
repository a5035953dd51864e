// Runs one benchmark module in this process and sends its rows to the parent (scripts/bench.mjs).
import { pathToFileURL } from 'node:url';

const { default: bench } = await import(pathToFileURL(process.argv[2]).href);
const rows = await bench({ log: (text) => console.log(text) });
for (const row of rows) {
  for (const key of ['config', 'metric', 'peerName']) {
    if (typeof row[key] !== 'string') throw new TypeError(`a bench row needs the text \`${key}\``);
  }
  for (const key of ['ours', 'peer']) {
    if (!(row[key] > 0)) throw new TypeError(`a bench row needs the positive number \`${key}\``);
  }
}
process.send({ rows });
process.disconnect();
