// Finds a Vulkan without a graphics processor for test/interop/webgpu.test.ts: SwiftShader and the loader, as Debian's package
// `chromium-common` brings them. Where they are not installed, they are taken out of the package into node_modules/.cache, without root.
// The last line printed is the folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES = ['libvk_swiftshader.so', 'libvulkan.so.1', 'vk_swiftshader_icd.json'];
const PACKAGED = 'usr/lib/chromium';
const CACHE = join(
  dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', 'node_modules', '.cache', 'codex-ml-interop-vulkan'],
);

const installed = [`/${PACKAGED}`, join(CACHE, PACKAGED)].find(isComplete);
process.stdout.write(`${installed ?? download()}\n`);

function isComplete(folder) {
  return FILES.every((name) => existsSync(join(folder, name)));
}

function download() {
  say('Downloading the package chromium-common for its SwiftShader, 30 MB.');
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  run('apt-get', ['download', 'chromium-common']);
  const archive = readdirSync(CACHE).find((name) => name.endsWith('.deb'));
  const members = FILES.map((name) => `./${PACKAGED}/${name}`).join(' ');
  run('sh', ['-c', `dpkg-deb --fsys-tarfile '${archive}' | tar -x ${members}`]);
  rmSync(join(CACHE, archive));
  const folder = join(CACHE, PACKAGED);
  if (!isComplete(folder)) fail('The package has no SwiftShader.');
  return folder;
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: CACHE, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) return;
  const reason = error?.code === 'ENOENT' ? 'is not installed' : `ended with ${status}`;
  fail(`\`${command} ${args[0]}\` ${reason}.`);
}

function fail(reason) {
  say(`SwiftShader could not be installed: ${reason}`);
  say('It needs Debian on x64; `apt-get update` renews the list of packages.');
  process.exit(1);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
