import type { Database, Tables } from '@skewline/db-model';
import type { MigrationRuntimeState, SledVmmState, VmmState } from '@skewline/nexus-types/domain';
import { sql } from 'kysely';
import type {
  SledAgent,
  SledAgentResult,
  VmmStateRequest,
} from '../../../src/instance/services.ts';
import { fakeCall, type FakeEffect, type FakeResult } from './fake-call.ts';
import type { FakeQueries, SledOperation } from './fake-tables.ts';

/**
 * A sled agent whose VMMs are rows. It answers at once with the state that a VMM has come to, and pushes nothing; what
 * happens later to a guest is done by `FakeRack.change`.
 */
export function fakeSledAgent(database: Database<Tables>, sledId: string): SledAgent {
  const call = async <Value>(
    operation: SledOperation,
    subject: string,
    signal: AbortSignal | undefined,
    work: (queries: FakeQueries) => Promise<FakeEffect<Value>>,
  ): Promise<FakeResult<Value>> =>
    fakeCall(database, { operation, sledId, subject, signal, needsPower: true }, work);

  return {
    async ensureLocalStorage(disk, { signal } = {}) {
      return call('ensureLocalStorage', disk.id, signal, async (queries) => {
        const result = await queries
          .insertInto('fake_storage')
          .values({ sled_id: sledId, disk_id: disk.id })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        return { value: null, changed: changedAny(result.numInsertedOrUpdatedRows) };
      });
    },
    async registerVmm({ instance, vmm, runtime, migrationId }, { signal } = {}) {
      return call('registerVmm', vmm.id, signal, async (queries) => {
        const there = await reportOf(queries, sledId, vmm.id);
        if (there !== null) return { value: there, changed: false };
        const report: SledVmmState = {
          vmmState: runtime,
          migrationIn:
            migrationId === null
              ? null
              : { migrationId, state: 'pending', gen: 1, timeUpdated: runtime.timeUpdated },
          migrationOut: null,
        };
        await queries
          .insertInto('fake_vmm')
          .values({
            vmm_id: vmm.id,
            sled_id: sledId,
            instance_id: instance.id,
            report: json(report),
          })
          .execute();
        return { value: report, changed: true };
      });
    },
    async unregisterVmm(vmmId, { signal } = {}) {
      return call('unregisterVmm', vmmId, signal, async (queries) => {
        const there = await reportOf(queries, sledId, vmmId);
        if (there === null) return { value: null, changed: false };
        await queries.deleteFrom('fake_vmm').where('vmm_id', '=', vmmId).execute();
        return { value: moved(there, { kind: 'destroyed' }), changed: true };
      });
    },
    async putVmmState(vmmId, requested, { signal } = {}) {
      return knownOnly(
        await call('putVmmState', vmmId, signal, async (queries) => {
          const there = await reportOf(queries, sledId, vmmId);
          if (there === null) return unknownVmm;
          const after = requestedOf(there, requested);
          if (after !== there) await write(queries, vmmId, after);
          return { value: after, changed: after !== there };
        }),
      );
    },
    async getVmmState(vmmId, { signal } = {}) {
      return knownOnly(
        await call('getVmmState', vmmId, signal, async (queries) => {
          const there = await reportOf(queries, sledId, vmmId);
          return there === null ? unknownVmm : { value: there, changed: false };
        }),
      );
    },
  };
}

/** The report with the VMM in another state, one generation on; the very same where it is in it. */
export function moved(report: SledVmmState, state: VmmState): SledVmmState {
  const { vmmState } = report;
  if (vmmState.state.kind === state.kind) return report;
  return { ...report, vmmState: { state, gen: vmmState.gen + 1, timeUpdated: now() } };
}

/** The migration, one generation on; the very same where it is in that state. */
export function movedMigration(
  side: MigrationRuntimeState,
  state: MigrationRuntimeState['state'],
): MigrationRuntimeState {
  return side.state === state ? side : { ...side, state, gen: side.gen + 1, timeUpdated: now() };
}

function requestedOf(report: SledVmmState, requested: VmmStateRequest): SledVmmState {
  switch (requested.kind) {
    case 'running':
      return moved(report, { kind: 'running' });
    case 'stopped':
      return moved(report, { kind: 'stopping' });
    case 'reboot':
      return moved(report, { kind: 'rebooting' });
    case 'migration_target': {
      const { migrationId } = requested;
      const begun = report.migrationIn ?? {
        migrationId,
        state: 'pending',
        gen: 1,
        timeUpdated: now(),
      };
      const migrationIn = begun.state === 'pending' ? movedMigration(begun, 'in_progress') : begun;
      const after = moved(report, { kind: 'migrating' });
      return migrationIn === report.migrationIn ? after : { ...after, migrationIn };
    }
  }
}

export async function reportOf(
  queries: FakeQueries,
  sledId: string | null,
  vmmId: string,
): Promise<SledVmmState | null> {
  const row = await queries
    .selectFrom('fake_vmm')
    .select('report')
    .where('vmm_id', '=', vmmId)
    .$if(sledId !== null, (query) => query.where('sled_id', '=', sledId ?? ''))
    .forUpdate()
    .executeTakeFirst();
  return row?.report ?? null;
}

export async function write(
  queries: FakeQueries,
  vmmId: string,
  report: SledVmmState,
): Promise<void> {
  await queries
    .updateTable('fake_vmm')
    .set({ report: json(report) })
    .where('vmm_id', '=', vmmId)
    .execute();
}

const unknownVmm: FakeEffect<SledVmmState | null> = {
  value: null,
  changed: false,
  answer: '404 NO_SUCH_INSTANCE',
};

function knownOnly(result: FakeResult<SledVmmState | null>): SledAgentResult<SledVmmState> {
  if (result.kind !== 'ok') return result;
  const { value } = result;
  if (value !== null) return { kind: 'ok', value };
  return { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' };
}

function changedAny(rows: bigint | undefined): boolean {
  return (rows ?? 0n) > 0n;
}

const json = (value: SledVmmState) => sql<SledVmmState>`${JSON.stringify(value)}::jsonb`;
const now = (): string => new Date().toISOString();
