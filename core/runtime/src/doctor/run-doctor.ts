// All checks, in the order in which a user would mend things. Looks at the machine and the project; changes nothing.
import { relative, resolve } from 'node:path';
import { DataSectionSchema, RunSectionSchema } from '@codex-ml/config';
import type { Kernel } from '@codex-ml/kernel';
import { toCodexErrors } from '@codex-ml/plugin-api';
import { indexPlugins } from '../plugins/index-plugins.js';
import { hostPackageVersions } from '../provenance/package-versions.js';
import { type PlanRequest, planRun, type RunPlan } from '../run/plan-run.js';
import { type ConfigFinding, checkConfig } from './check-config.js';
import { checkDataCache } from './check-data-cache.js';
import { checkEngines, type WantedEngine } from './check-engines.js';
import { checkGit } from './check-git.js';
import { checkNode } from './check-node.js';
import { checkApiCopies, checkHostPackages } from './check-packages.js';
import { checkPlugins } from './check-plugins.js';
import { checkRunsFolder } from './check-runs-folder.js';
import type { CheckStatus, DoctorCheck } from './doctor-check.js';
import { type EngineProbe, probeEngine } from './probe-engine.js';

export interface DoctorReport {
  /** The worst status of all checks. */
  readonly status: CheckStatus;
  readonly checks: readonly DoctorCheck[];
  readonly engines: readonly EngineProbe[];
}

/**
 * Run every check. Problems are in the report; nothing is thrown for them.
 * @param now the clock
 */
export async function runDoctor(request: PlanRequest, now: () => Date): Promise<DoctorReport> {
  const { kernel } = await indexPlugins(request);
  const planned = await plan(request);
  try {
    const engines = await probeEngines(kernel);
    const runsRoot =
      'plan' in planned
        ? planned.plan.runsRoot
        : resolve(request.cwd, RunSectionSchema.shape.folder.parse(undefined));
    const { data, baseDir } =
      'plan' in planned
        ? { data: planned.plan.resolved.config.data, baseDir: planned.plan.resolved.baseDir }
        : { data: DataSectionSchema.parse({}), baseDir: request.cwd };
    const cacheFolder = resolve(baseDir, data.cacheFolder);
    const projectRoot = 'plan' in planned ? planned.plan.resolved.projectRoot : request.cwd;
    const checks = [
      checkNode(process.versions.node),
      checkHostPackages(await hostPackageVersions()),
      checkApiCopies(apiCopies(kernel)),
      checkConfig(configFinding(planned, request.cwd)),
      ...checkPlugins(kernel.packages()),
      ...checkEngines(engines, 'plan' in planned ? wantedEngine(planned.plan) : undefined),
      await checkRunsFolder(runsRoot),
      await checkDataCache(cacheFolder, data.cache, now),
      await checkGit(projectRoot),
    ];
    return { status: worst(checks), checks, engines };
  } finally {
    if ('plan' in planned) await planned.plan.kernel.close();
    await kernel.close();
  }
}

type Planned = { readonly plan: RunPlan } | { readonly error: unknown };

async function plan(request: PlanRequest): Promise<Planned> {
  try {
    // What there is to say of plugins was said when they were indexed.
    return { plan: await planRun({ ...request, warn: () => {} }) };
  } catch (error) {
    return { error };
  }
}

function configFinding(planned: Planned, cwd: string): ConfigFinding {
  if ('error' in planned) return { errors: toCodexErrors(planned.error) };
  const { file } = planned.plan.resolved;
  return {
    file: file === undefined ? undefined : relative(cwd, file).replaceAll('\\', '/'),
    runId: planned.plan.run.id,
  };
}

async function probeEngines(kernel: Kernel): Promise<EngineProbe[]> {
  const probes: EngineProbe[] = [];
  for (const capability of kernel.capabilities()) {
    if (capability.kind === 'engine' && capability.status === 'ok') {
      probes.push(await probeEngine(kernel, capability));
    }
  }
  return probes;
}

function wantedEngine({ resolved }: RunPlan): WantedEngine {
  const { use, options } = resolved.config.engine;
  const device = options['device'];
  return { id: use, device: typeof device === 'string' ? device : undefined };
}

function apiCopies(kernel: Kernel): string[] {
  return kernel
    .packages()
    .flatMap(({ remarks }) => remarks.filter(({ code }) => code === 'CML3319').map(({ title }) => title));
}

function worst(checks: readonly DoctorCheck[]): CheckStatus {
  const statuses = new Set(checks.map(({ status }) => status));
  if (statuses.has('fail')) return 'fail';
  return statuses.has('warn') ? 'warn' : 'ok';
}
