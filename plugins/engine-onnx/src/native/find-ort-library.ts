// The library of ONNX Runtime that comes with onnxruntime-node: its binding for Node copies every result, its C interface does not.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Names of the library by operating system. */
const NAMES: Readonly<Record<string, RegExp>> = {
  linux: /^libonnxruntime\.so(\.\d+)*$/,
  darwin: /^libonnxruntime(\.\d+)*\.dylib$/,
  win32: /^onnxruntime\.dll$/,
};

/** Absolute path; undefined where onnxruntime-node has none for this machine. */
export function findOrtLibrary(
  platform: string = process.platform,
  arch: string = process.arch,
): string | undefined {
  const name = NAMES[platform];
  if (name === undefined) return undefined;
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const versions = join(root, 'bin');
  if (!existsSync(versions)) return undefined;
  for (const version of readdirSync(versions)) {
    const folder = join(versions, version, platform, arch);
    const found = existsSync(folder) ? readdirSync(folder).find((file) => name.test(file)) : undefined;
    if (found !== undefined) return join(folder, found);
  }
  return undefined;
}
