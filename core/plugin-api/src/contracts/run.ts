// What plugins may know about the run they are part of.

export type RunStatus = 'completed' | 'interrupted' | 'failed';

export interface RunInfo {
  /** `<name>-<hash8>`, also the folder's name. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the resolved config's canonical JSON. */
  readonly configHash: string;
  readonly seed: number;
}
