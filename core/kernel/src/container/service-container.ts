// A container of services over inversify: singletons by explicit token, made on first use, disposed of in reverse order. It hands itself
// to nobody: makers receive the services they name, and the composition root alone calls `get`.
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import { createDisposerStack, type DisposerStack } from './disposer-stack.js';
import { Container, ContainerModule } from './inversify.js';
import { type ServiceScopeName, type ServicesOf, type ServiceToken, serviceIdOf } from './service-token.js';

export interface ServiceContainer {
  /**
   * Say how a service is made, once, when it is first asked for. What `dispose` is given is what `make` returned.
   * @throws CML3312 where the token belongs to the other kind of container, CML3313 where it is bound already
   */
  bind<T>(
    token: ServiceToken<T>,
    make: () => T | Promise<T>,
    dispose?: (value: T) => void | Promise<void>,
  ): void;
  /** Like `bind`, for a service made from others, which are made before it and disposed of after it. */
  bindFrom<T, const Needs extends readonly ServiceToken<unknown>[]>(
    token: ServiceToken<T>,
    needs: Needs,
    make: (...services: ServicesOf<Needs>) => T | Promise<T>,
    dispose?: (value: T) => void | Promise<void>,
  ): void;
  /** @throws CML3311 it or a need of it is not bound, or needs itself, CML3314 closed, and whatever the maker throws */
  get<T>(token: ServiceToken<T>): Promise<T>;
  /** Push something made elsewhere on the disposer stack. */
  own(name: string, dispose: () => void | Promise<void>): void;
  /** Dispose of everything, last made first. A second call waits for the first. */
  close(): Promise<void>;
}

interface ContainerParts {
  readonly services: ServiceContainer;
  readonly container: Container;
}

/** A container of one scope. Run containers get the root's as parent, and with it its services. */
export function createServiceContainer(
  scope: ServiceScopeName,
  owner: string,
  parent?: Container,
): ContainerParts {
  const container = new Container(parent === undefined ? {} : { parent });
  const stack = createDisposerStack(owner);

  function bindFrom<T, const Needs extends readonly ServiceToken<unknown>[]>(
    token: ServiceToken<T>,
    needs: Needs,
    make: (...services: ServicesOf<Needs>) => T | Promise<T>,
    dispose?: (value: T) => void | Promise<void>,
  ): void {
    if (stack.closed) throw codexError('CML3314', { name: token.name });
    refuseForeignScope(scope, token, needs);
    if (container.isCurrentBound(serviceIdOf(token))) throw codexError('CML3313', { service: token.name });
    const build = async (...services: unknown[]): Promise<T> => {
      const value = await make(...(services as ServicesOf<Needs>));
      if (dispose !== undefined) await keep(stack, token.name, () => dispose(value));
      return value;
    };
    // A fresh module per binding and container: a module shared by two children would share its singletons.
    container.load(
      new ContainerModule(({ bind }) => {
        bind<T>(serviceIdOf(token)).toResolvedValue(build, needs.map(serviceIdOf)).inSingletonScope();
      }),
    );
  }

  const services: ServiceContainer = {
    bindFrom,
    bind: (token, make, dispose) => bindFrom(token, [], make, dispose),
    get: async <T>(token: ServiceToken<T>): Promise<T> => {
      if (stack.closed) throw codexError('CML3314', { name: token.name });
      try {
        return await container.getAsync<T>(serviceIdOf(token));
      } catch (cause) {
        throw isInversifyError(cause) ? unmakeable(token, cause) : cause;
      }
    },
    own: (name, dispose) => stack.push(name, dispose),
    // inversify's own `unbindAll` is not used: it waits for makers that hang, and fails where a maker failed.
    close: () => stack.close(),
  };
  return { services: Object.freeze(services), container };
}

/** A service whose making ended after the container was closed is disposed of at once. */
async function keep(stack: DisposerStack, name: string, dispose: () => void | Promise<void>): Promise<void> {
  if (!stack.closed) return stack.push(name, dispose);
  await dispose();
  throw codexError('CML3314', { name });
}

/**
 * inversify builds a parent's singleton with the dependencies of the first child that asks, and keeps it for all: a root service may
 * therefore neither be bound in a run nor be made from a run's services.
 */
function refuseForeignScope(
  container: ServiceScopeName,
  token: ServiceToken<unknown>,
  needs: readonly ServiceToken<unknown>[],
): void {
  if (token.scope !== container) throw foreignScope(token, container, 'it is bound in the wrong container');
  if (container === 'run') return;
  for (const need of needs) {
    if (need.scope === 'run') throw foreignScope(need, container, `\`${token.name}\` is made from it`);
  }
}

function foreignScope(
  token: ServiceToken<unknown>,
  container: ServiceScopeName,
  problem: string,
): CodexError {
  return codexError('CML3312', { scope: token.scope, service: token.name, container, problem });
}

function isInversifyError(value: unknown): value is Error {
  return value instanceof Error && Symbol.for('@inversifyjs/core/InversifyCoreError') in value;
}

function unmakeable(token: ServiceToken<unknown>, cause: Error): CodexError {
  const problem = cause.message.split('\n')[0] ?? '';
  return codexError('CML3311', { service: token.name, problem }, { cause });
}
