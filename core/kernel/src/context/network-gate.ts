// The only way of a plugin to the network: open where its package declares it and the run allows it. It does not sandbox code.
import { codexError, type NetworkGate } from '@codex-ml/plugin-api';

export interface NetworkPermission {
  readonly id: string;
  /** `network: true` in the manifest. */
  readonly declared: boolean;
  /** The run's own permission. */
  readonly allowed: boolean;
}

/** A gate whose `fetch` rejects with CML3401 unless both sides agree. Aborting is the caller's: a last flush at the end of a run must get through. */
export function createNetworkGate({ id, declared, allowed }: NetworkPermission): NetworkGate {
  return Object.freeze({
    fetch: async (url: string, init?: RequestInit): Promise<Response> => {
      if (!declared || !allowed) {
        const hints = [
          ...(declared ? [] : ['the package must say `"network": true` in its manifest']),
          ...(allowed
            ? []
            : ['this run is offline, which is the default: set `run.network: true` in the config']),
        ];
        throw codexError('CML3401', { id }, { plugin: id, hints });
      }
      return fetch(url, init);
    },
  });
}
