// Types of the calling side of the hook bus: what a call returns for each hook, and the records of failures.
import type {
  CodexError,
  HOOKS,
  HookName,
  HookPayloads,
  HookPolicy,
  HookTaps,
  Kind,
  TransformResult,
} from '@codex-ml/plugin-api';

type Table = typeof HOOKS;
type Maybe<N extends HookName, R> = Table[N]['async'] extends true ? R | Promise<R> : R;

/** Names of the hooks of one policy. */
export type HooksOf<P extends HookPolicy> = {
  [N in HookName]: Table[N]['policy'] extends P ? N : never;
}[HookName];

/** What `call` returns: nothing (observe), the payload to go on with (transform), or whether it is allowed (guard). */
export type HookResult<N extends HookName> = Table[N]['policy'] extends 'observe'
  ? Maybe<N, void>
  : Table[N]['policy'] extends 'transform'
    ? Maybe<N, TransformResult<N>>
    : Maybe<N, boolean>;

/** One failure of a tap that the run survives. */
export interface HookFailure {
  readonly hook: HookName;
  readonly plugin: string;
  readonly policy: HookPolicy;
  readonly error: CodexError;
  /** Failures of this tap so far, this one included. */
  readonly failures: number;
  /** True from the failure on that disabled the tap. */
  readonly disabled: boolean;
}

export interface DisabledTap {
  readonly hook: HookName;
  readonly plugin: string;
  readonly failures: number;
  readonly lastError: CodexError;
}

/** Who denied, and the error, where it was one. */
export interface Denial {
  readonly plugin: string;
  readonly error?: CodexError | undefined;
}

export interface OrderedTap {
  readonly plugin: string;
  readonly stage: number;
}

/** Hook name to the taps on it, in the order they run. */
export type HookOrder = Readonly<Record<HookName, readonly OrderedTap[]>>;

/** What a plugin must be known by to tap hooks. */
export interface TappingPlugin {
  readonly id: string;
  readonly kind?: Kind | undefined;
  /** Hooks its package declares. */
  readonly hooks: readonly HookName[];
}

/** The calling side. Plugins only ever see what {@link HookBus.facadeFor} returns. */
export interface HookBus {
  /** Fire a hook. Async hooks without taps return at once, without a promise. */
  call<N extends HookName>(hook: N, payload: HookPayloads[N]): HookResult<N>;
  /** Fire a guard hook and learn who denied; undefined where nobody did. */
  denial<N extends HooksOf<'guard'>>(
    hook: N,
    payload: HookPayloads[N],
  ): Denial | undefined | Promise<Denial | undefined>;
  /** Whether anyone tapped it: ask before building a payload that costs something. */
  isUsed(hook: HookName): boolean;
  /** The tapping side, for one plugin: `tap` and nothing else. */
  facadeFor(plugin: TappingPlugin): HookTaps;
  order(): HookOrder;
  disabled(): readonly DisabledTap[];
}
