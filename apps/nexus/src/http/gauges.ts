import type { Database, Tables } from '@skewline/db-model';
import { externalState, type VmmState } from '@skewline/nexus-types/domain';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Metrics } from '../metrics.ts';
import type { Nexus } from '../nexus.ts';

/** Counting takes a look at every row, so it is not done for each who asks. */
const freshMs = 5000;

/** `/metrics`, for Prometheus. Where the database is away it still tells what this nexus has counted by itself. */
export function addMetrics(
  app: FastifyInstance,
  { metrics, database, log }: Pick<Nexus, 'metrics' | 'database' | 'log'>,
): void {
  let counted = -Infinity;
  let counting: Promise<void> | null = null;
  const count = async (): Promise<void> => {
    try {
      await setGauges(metrics, database);
    } catch (error) {
      log.warn({ err: error }, 'the gauges could not be set');
    }
    counted = performance.now();
  };
  app.get('/metrics', async (_request, reply) => {
    if (performance.now() - counted > freshMs) {
      counting ??= count().finally(() => {
        counting = null;
      });
      await counting;
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

/** Sets what is counted in the database. */
export async function setGauges(metrics: Metrics, { kysely }: Database<Tables>): Promise<void> {
  const number = sql<number>`count(*)`.as('number');
  const vmms = await kysely
    .selectFrom('vmm')
    .select(['state', 'failure_reason', number])
    .where('time_deleted', 'is', null)
    .groupBy(['state', 'failure_reason'])
    .execute();
  const instances = await kysely
    .selectFrom('instance')
    .leftJoin('vmm', 'vmm.id', 'instance.active_propolis_id')
    .select(['instance.state', 'vmm.state as vmm_state', number])
    .select(sql<boolean>`instance.migration_id IS NOT NULL`.as('migrating'))
    .where('instance.time_deleted', 'is', null)
    .groupBy(['instance.state', 'vmm.state', sql`instance.migration_id IS NOT NULL`])
    .execute();
  const attempts = await kysely
    .selectFrom('start_attempt')
    .select(['origin', 'outcome', 'code', number])
    .groupBy(['origin', 'outcome', 'code'])
    .execute();
  const sagas = await kysely
    .selectFrom('saga')
    .select(['name', 'state', number])
    .groupBy(['name', 'state'])
    .execute();

  metrics.vmms.reset();
  metrics.failedVmms.reset();
  for (const { state, failure_reason: reason, number: found } of vmms) {
    metrics.vmms.inc({ state }, found);
    if (state === 'failed') metrics.failedVmms.inc({ reason: reason ?? 'prehistoric' }, found);
  }
  metrics.instances.reset();
  for (const { state, vmm_state: vmm, migrating, number: found } of instances) {
    // Which migration it is makes no difference, and why a VMM failed neither.
    const active: VmmState | null =
      vmm === 'failed'
        ? { kind: vmm, reason: 'prehistoric', detail: null }
        : vmm === null
          ? null
          : { kind: vmm };
    metrics.instances.inc({ state: externalState(state, active, migrating ? '' : null) }, found);
  }
  metrics.startAttempts.reset();
  for (const { origin, outcome, code, number: found } of attempts) {
    metrics.startAttempts.inc({ origin, outcome: outcome ?? 'open', code: code ?? '' }, found);
  }
  metrics.sagas.reset();
  for (const { name, state, number: found } of sagas) metrics.sagas.inc({ name, state }, found);
}
