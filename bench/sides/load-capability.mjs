// Finds a first-party plugin by its full id, such as `std/onnx`, through the manifests, and imports it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/node-binary.mjs';
import { listPluginPackages } from '../../scripts/workspace.mjs';

export async function loadCapability(kind, id) {
  const known = [];
  for (const { folder, manifest } of listPluginPackages()) {
    const { namespace, provides } = manifest.codexMl;
    for (const each of provides.filter((one) => one.kind === kind)) {
      const full = `${namespace}/${each.id}`;
      if (full === id) return (await import(pathToFileURL(join(ROOT, folder, each.entry)).href)).default;
      known.push(full);
    }
  }
  throw new RangeError(`there is no ${kind} \`${id}\`; there are ${known.join(', ')}`);
}
