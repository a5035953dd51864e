// Starts the peer `tfjs-wasm`.
import { startModule } from '../../sides/start-side.mjs';

export async function startTfjsWasm({ sizes, adamw, weights }) {
  const side = startModule('tfjs-wasm', new URL('./peer.mjs', import.meta.url));
  return { side, about: await side.ask({ do: 'open', sizes, adamw, weights }) };
}
