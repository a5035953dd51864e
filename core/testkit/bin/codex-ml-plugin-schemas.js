#!/usr/bin/env node
// Entry of `codex-ml-plugin-schemas`.
import { main } from '../dist/schemas/main.js';

process.exitCode = await main(process.argv.slice(2), (text) => process.stderr.write(text));
