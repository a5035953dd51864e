// Launchers start a command somewhere: this machine, a cluster. They never assume shared memory or a shared disk.

export interface LaunchJob {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly resources: {
    readonly cpus?: number;
    readonly gpus?: number;
    readonly memoryMiB?: number;
    readonly timeLimitSeconds?: number;
  };
}

export interface LaunchExit {
  readonly code: number | null;
  readonly reason: 'exited' | 'signalled' | 'cancelled' | 'time-limit' | 'lost';
}

export interface LaunchHandle {
  /** Id in the launcher's own terms: a process id, a job id. */
  readonly id: string;
  status(): Promise<'queued' | 'running' | 'ended'>;
  wait(): Promise<LaunchExit>;
  cancel(): Promise<void>;
}

export interface Launcher {
  launch(job: LaunchJob): Promise<LaunchHandle>;
}
