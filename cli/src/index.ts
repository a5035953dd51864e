// What a `codex-ml.config.ts` imports.
export { defineConfig, type UserConfig } from '@codex-ml/config';
