import { api as externalApi } from '@skewline/nexus-types/external/server';
import type { Operations as ExternalOperations } from '@skewline/nexus-types/external/v2026112100';
import { api as internalApi } from '@skewline/nexus-types/internal/server';
import type { Operations as InternalOperations } from '@skewline/nexus-types/internal/v2';
import { api as operatorApi } from '@skewline/nexus-types/operator/server';
import type { Operations as OperatorOperations } from '@skewline/nexus-types/operator/v1';
import type { ServerApi } from '@skewline/runtime/exchange';
import { type Adapter, type AdapterOptions, createAdapter, type Handlers } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Nexus } from '../nexus.ts';
import { authenticate } from './authenticate.ts';
import { addConsole, type ConsoleFiles } from './console.ts';
import { addMetrics } from './gauges.ts';
import { addHealth, type Health } from './health.ts';
import type { Observed } from './observe.ts';
import { createServer, problemBody } from './server.ts';
import { watched } from './watched.ts';

export interface ExternalAppOptions {
  readonly external: Handlers<ExternalOperations>;
  readonly operator: Handlers<OperatorOperations>;
  readonly authenticator: Authenticator;
  readonly health: Health;
  /** Null: there is none. */
  readonly console: ConsoleFiles | null;
}

/** What a request of curl is taken for, and of all who have never heard of `api-version`. */
const versionOfToday = '2026073100.0.0';

/** The external API at `/`, the operator API below `/operator`, the console, metrics and health. It does not listen yet. */
export async function externalApp(
  nexus: Nexus,
  { external, operator, authenticator, health, console }: ExternalAppOptions,
): Promise<FastifyInstance> {
  const { app, observed } = createServer(nexus);
  const { seen } = observed;
  addHealth(app, health);
  addMetrics(app, nexus);
  if (console !== null) addConsole(app, console);
  await app.register(async (scope) => {
    scope.addHook('onRequest', authenticate({ api: externalApi.name, authenticator, seen }));
    const system = operationsBelow(externalApi, '/v1/system/');
    const handlers = watched(externalApi, external, {
      log: nexus.log,
      seen,
      forOperators: (operation) => system.has(operation),
    });
    const newest = nexus.config.age.external;
    const adapter = createAdapter(externalApi, handlers, {
      ...common(nexus, observed, externalApi.name),
      ...(newest === null ? {} : { versions: { newest } }),
      missingVersion: { version: versionOfToday },
    });
    await scope.register(skewlinePlugin, { adapter });
  });
  await app.register(
    async (scope) => {
      const { name } = operatorApi;
      scope.addHook(
        'onRequest',
        authenticate({ api: name, authenticator, role: 'operator', seen }),
      );
      const handlers = watched(operatorApi, operator, {
        log: nexus.log,
        seen,
        forOperators: () => true,
      });
      const adapter = createAdapter(operatorApi, handlers, {
        ...common(nexus, observed, name),
        missingVersion: 'newest',
      });
      await scope.register(skewlinePlugin, { adapter });
    },
    { prefix: '/operator' },
  );
  return app;
}

/** The internal API, and health. It does not listen yet. Whoever reaches it is trusted: sled agents have no tokens. */
export async function internalApp(
  nexus: Nexus,
  internal: Handlers<InternalOperations>,
  health: Health,
): Promise<FastifyInstance> {
  const { app, observed } = createServer(nexus);
  addHealth(app, health);
  const handlers = watched(internalApi, internal, {
    log: nexus.log,
    seen: observed.seen,
    forOperators: () => false,
  });
  const newest = nexus.config.age.internal;
  const adapter: Adapter = createAdapter(internalApi, handlers, {
    ...common(nexus, observed, internalApi.name),
    ...(newest === null ? {} : { versions: { newest } }),
    missingVersion: 'newest',
  });
  await app.register(skewlinePlugin, { adapter });
  return app;
}

function common(
  nexus: Nexus,
  observed: Observed,
  api: string,
): Pick<AdapterOptions, 'problemBody' | 'hooks'> {
  return {
    problemBody,
    hooks: {
      onProblem: (problem) => observed.problem(api, problem),
      onLoss: ({ operation, version, requestId, direction, loss }) => {
        nexus.log.debug({ api, operation, version, requestId, direction, loss }, 'lost');
      },
    },
  };
}

/** The operations whose paths begin like this, in whatever version. */
function operationsBelow(api: ServerApi<unknown>, path: string): ReadonlySet<string> {
  return new Set(
    api.operations
      .filter(({ forms }) => forms.some((form) => form.path.startsWith(path)))
      .map(({ id }) => id),
  );
}
