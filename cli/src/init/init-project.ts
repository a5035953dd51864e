// What `init` does: choose a preset and a name, write the files, say what comes next.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { findProjectRoot, RunSectionSchema } from '@codex-ml/config';
import { createKernel, type Kernel } from '@codex-ml/kernel';
import { codexError } from '@codex-ml/plugin-api';
import { buildConfigSchema } from '../build-config-schema.js';
import { HOST_ROOT } from '../host-root.js';
import { chooseTemplate, DEFAULT_TEMPLATE, listTemplates } from './choose-template.js';
import { SCHEMA_FILE, typescriptConfig, yamlConfig } from './config-template.js';
import { describePreset } from './describe-preset.js';
import { nameOfFolder } from './name-of-folder.js';
import { type NewFiles, refuseExisting, writeNewFiles } from './write-new-files.js';

export interface InitRequest {
  /** As the user wrote it. */
  readonly folder: string;
  readonly template: string | undefined;
  readonly name: string | undefined;
  readonly typescript: boolean;
  readonly force: boolean;
  /** Whether there is somebody to ask. */
  readonly interactive: boolean;
}

export interface InitOutcome {
  /** Full name of the preset. */
  readonly template: string;
  readonly runName: string;
  readonly written: readonly string[];
  /** What the user should do now, in order. */
  readonly next: readonly string[];
}

const SEED = 1337;

/** Undefined where the user gave up. @throws CML1004, CML1006, CML2201 */
export async function initProject(
  request: InitRequest,
  warn: (message: string) => void,
): Promise<InitOutcome | undefined> {
  const folder = resolve(request.folder);
  const projectRoot = await findProjectRoot(folder);
  const config = request.typescript ? await typescriptName(projectRoot) : 'codex-ml.config.yaml';
  const outline: NewFiles = {
    folder,
    config,
    files: { [config]: '', [SCHEMA_FILE]: '' },
    force: request.force,
  };
  // Before any question: nobody wants to answer for nothing.
  refuseExisting(outline);
  const kernel = await createKernel({ projectRoot, hostRoot: HOST_ROOT, warn });
  const choice = await choose(request, kernel, folder);
  if (choice === undefined) return undefined;
  const template = chooseTemplate(kernel, choice.template);
  const { prerequisite, files, sections } = describePreset(await readFile(template.path, 'utf8'));
  const content = { preset: template.name, runName: choice.runName, seed: SEED, sections };
  const brought = await Promise.all(
    files.map(
      async (file): Promise<[string, string]> => [
        basename(file),
        await readFile(join(dirname(template.path), file), 'utf8'),
      ],
    ),
  );
  const written = await writeNewFiles({
    ...outline,
    files: {
      [config]: request.typescript ? typescriptConfig(content) : yamlConfig(content),
      [SCHEMA_FILE]: `${JSON.stringify(await buildConfigSchema(kernel, warn), null, 2)}\n`,
      ...Object.fromEntries(brought),
    },
  });
  await kernel.close();
  const next = [
    ...(relative(process.cwd(), folder) === '' ? [] : [`cd ${request.folder}`]),
    ...(request.typescript && !isInstalled(folder)
      ? ['npm install codex-ml   (the config imports its types)']
      : []),
    ...(prerequisite === undefined ? [] : [`this preset needs: ${prerequisite.replace(/\.$/, '')}`]),
    'codex-ml config validate',
    'codex-ml train',
  ];
  return { template: template.name, runName: choice.runName, written, next };
}

async function choose(
  request: InitRequest,
  kernel: Kernel,
  folder: string,
): Promise<{ readonly template: string; readonly runName: string } | undefined> {
  const { name, template } = request;
  if (name !== undefined) requireRunName(name);
  if (template !== undefined) chooseTemplate(kernel, template);
  const defaults = { template: template ?? DEFAULT_TEMPLATE, runName: name ?? nameOfFolder(folder) };
  if (!request.interactive || (name !== undefined && template !== undefined)) return defaults;
  const { askInit } = await import('./ask-init.js');
  const templates = await Promise.all(
    listTemplates(kernel).map(async ({ name: preset, path }) => ({
      name: preset,
      purpose: describePreset(await readFile(path, 'utf8')).purpose,
    })),
  );
  const answers = await askInit({
    templates,
    template: template === undefined ? defaults.template : undefined,
    runName: name === undefined ? defaults.runName : undefined,
  });
  if (answers === undefined) return undefined;
  return { template: answers.template ?? defaults.template, runName: answers.runName ?? defaults.runName };
}

function requireRunName(name: string): void {
  const checked = RunSectionSchema.shape.name.safeParse(name);
  if (checked.success) return;
  const problem = `--name: expected ${checked.error.issues[0]?.message}, received ${JSON.stringify(name)}`;
  throw codexError('CML1004', { problem });
}

/** Node takes a .ts file for a module without a warning only where package.json says so; .mts always is one. */
async function typescriptName(projectRoot: string): Promise<string> {
  try {
    const { type } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as {
      type?: unknown;
    };
    if (type === 'module') return 'codex-ml.config.ts';
  } catch {
    // Without a package.json that can be read there is no type either.
  }
  return 'codex-ml.config.mts';
}

/** Whether `import 'codex-ml'` works in files of the folder. */
function isInstalled(folder: string): boolean {
  try {
    createRequire(join(folder, 'codex-ml.config.ts')).resolve('codex-ml/package.json');
    return true;
  } catch {
    return false;
  }
}
