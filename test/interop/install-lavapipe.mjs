// Installs lavapipe, Mesa's Vulkan without a graphics processor, for test/interop/webgpu-half.test.ts: unlike SwiftShader it computes
// in float16. Debian's packages are downloaded with what they need and this machine lacks, and unpacked below node_modules/.cache,
// without root. The last line printed is the folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInstaller, missingCommand, say } from './install-steps.mjs';

const SELF = fileURLToPath(import.meta.url);
const FOLDER = join(dirname(SELF), '..', '..', 'node_modules', '.cache', 'codex-ml-interop-lavapipe');
const STAMP = join(FOLDER, 'installed-by.txt');
/** Mesa 22.3 of Debian 12 itself lacks features that WebGPU asks for. The backports have a newer one; so has Debian 13. */
const PACKAGE = 'mesa-vulkan-drivers';
const DRIVER = 'libvulkan_lvp.so';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const LIBRARIES = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'];
const { begin, run, fail } = createInstaller('lavapipe', FOLDER);

if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== readFileSync(SELF, 'utf8')) install();
process.stdout.write(`${FOLDER}\n`);

function install() {
  const isTheirs = process.platform === 'linux' && process.arch === 'x64';
  begin(
    [
      isTheirs ? undefined : `it is for Linux on x64, and this is ${process.platform} on ${process.arch}.`,
      missingCommand('apt-get', 'The packages are those of Debian.'),
      missingCommand('dpkg-deb', 'The packages are those of Debian.'),
    ],
    0.5,
  );
  say('Installing lavapipe; this downloads 30 MB, or 60 MB where its libraries are missing too.');
  const archives = download();
  const [lib, unpacked] = ['lib', 'unpacked'].map((name) => join(FOLDER, name));
  for (const folder of [lib, unpacked]) mkdirSync(folder);
  for (const archive of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    const root = join(unpacked, archive);
    run('dpkg-deb', ['--extract', join(archives, archive), root]);
    for (const folder of LIBRARIES.map((path) => join(root, path)).filter((path) => existsSync(path))) {
      for (const name of readdirSync(folder).filter((file) => file.includes('.so'))) {
        renameSync(join(folder, name), join(lib, name));
      }
    }
  }
  for (const name of ['lists', 'cache', 'unpacked']) rmSync(join(FOLDER, name), { recursive: true });
  const driver = join(lib, DRIVER);
  if (!existsSync(driver)) fail(`${PACKAGE} has no ${DRIVER}.`);
  const manifest = { file_format_version: '1.0.0', ICD: { library_path: driver, api_version: '1.3.0' } };
  writeFileSync(join(FOLDER, 'lvp_icd.json'), JSON.stringify(manifest));
  writeFileSync(STAMP, readFileSync(SELF));
}

/** By an apt with a list of packages of its own, which leaves that of the machine as it is. */
function download() {
  const [lists, cache] = ['lists', 'cache'].map((name) => join(FOLDER, name));
  const archives = join(cache, 'archives');
  for (const folder of [lists, archives]) mkdirSync(join(folder, 'partial'), { recursive: true });
  const { codename, mirror } = findDebian();
  const options = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : '';
  const sources = [codename, `${codename}-backports`].map(
    (suite) => `deb ${options}${mirror} ${suite} main\n`,
  );
  writeFileSync(join(FOLDER, 'sources.list'), sources.join(''));
  const settings = {
    'Dir::Etc::SourceList': join(FOLDER, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': lists,
    'Dir::Cache': cache,
    // The archives are not for the user that apt would change to, and nothing is installed that needs a lock.
    'APT::Sandbox::User': '',
    'Debug::NoLocking': '1',
  };
  const own = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  run('apt-get', ['--quiet', 'update', ...own]);
  const what = ['--download-only', '--no-install-recommends', `--target-release=${codename}-backports`];
  run('apt-get', ['--quiet', '--yes', 'install', ...what, PACKAGE, ...own]);
  return archives;
}

/** The release of Debian, and where this machine's apt has it from. */
function findDebian() {
  const format = ['--format', '$(CODENAME) $(REPO_URI)'];
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  const { stdout } = spawnSync('apt-get', ['indextargets', ...format, 'Created-By: Packages'], {
    encoding: 'utf8',
  });
  const mirror = stdout
    .split('\n')
    .map((line) => line.split(' '))
    .find(([name]) => name === codename)?.[1];
  if (!/^ID=debian$/m.test(release) || codename === undefined || mirror === undefined) {
    fail('this is no Debian whose packages apt knows; `apt-get update` reads their list.');
  }
  return { codename, mirror };
}
