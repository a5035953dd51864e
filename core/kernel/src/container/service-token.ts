// Names of services. A token says whether its service belongs to the process or to one run; the containers hold it to that.

/** `root`: one per process. `run`: one per run, trial or served model. */
export type ServiceScopeName = 'root' | 'run';

/** A typed name. Tokens of equal name are equal, also across copies of this package. */
export interface ServiceToken<T> {
  readonly name: string;
  readonly scope: ServiceScopeName;
  /** Never present: carries the type. */
  readonly service?: T;
}

/** Make a token; services belong to a run unless said otherwise. */
export function defineService<T>(name: string, scope: ServiceScopeName = 'run'): ServiceToken<T> {
  return Object.freeze({ name, scope });
}

/** What containers know a service by. Made of name and scope, so that a token cannot lead into another scope. */
export function serviceIdOf({ name, scope }: ServiceToken<unknown>): symbol {
  return Symbol.for(`codex-ml/${scope}/${name}`);
}

/** The services that a list of tokens stands for. */
export type ServicesOf<Tokens extends readonly ServiceToken<unknown>[]> = {
  -readonly [I in keyof Tokens]: Tokens[I] extends ServiceToken<infer T> ? T : never;
};
