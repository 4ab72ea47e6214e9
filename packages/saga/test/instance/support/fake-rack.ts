import type { Database, Tables } from '@skewline/db-model';
import type { MigrationState, SledVmmState, VmmState } from '@skewline/nexus-types/domain';
import { sql } from 'kysely';
import { isSledOff, type SledPower } from '../../../src/instance/watcher.ts';
import { moved, movedMigration, reportOf, write } from './fake-sled-agent.ts';
import { type FakeAnswer, type FakeOperation, fakeQueries } from './fake-tables.ts';

/** What tests do to the rack, and ask of it. */
export interface FakeRack {
  /** The next calls of this operation get this answer, on that sled or on any. */
  failNext(
    operation: FakeOperation,
    answer: FakeAnswer,
    options?: { readonly times?: number; readonly sledId?: string },
  ): Promise<void>;
  /** From now on all goes well. */
  mend(): Promise<void>;
  /** Something happens to a VMM on its sled. Gives what the sled agent would report. */
  change(vmmId: string, change: VmmChange): Promise<SledVmmState>;
  /** The sled knows nothing of the VMM any more, without having said anything. */
  forget(vmmId: string): Promise<void>;
  /**
   * From now on the gateway says this of the sled. Off, it is `unreachable`, and what was on it is lost.
   */
  setPower(sledId: string, power: SledPower): Promise<void>;
  /** What the VMM's sled agent would report; null where it is on none. */
  report(vmmId: string): Promise<SledVmmState | null>;
  /** All calls so far, oldest first. */
  calls(): Promise<readonly LoggedCall[]>;
}

export interface VmmChange {
  readonly state?: VmmState;
  readonly migrationIn?: MigrationState;
  readonly migrationOut?: { readonly migrationId: string; readonly state: MigrationState };
}

export interface LoggedCall {
  readonly operation: string;
  readonly sledId: string | null;
  readonly subject: string;
  readonly answer: string;
  readonly changed: boolean;
}

export function fakeRack(database: Database<Tables>): FakeRack {
  const queries = fakeQueries(database.kysely);
  return {
    async failNext(operation, answer, { times = 1, sledId } = {}) {
      await queries
        .insertInto('fake_fault')
        .values({
          operation,
          sled_id: sledId ?? null,
          answer: sql<FakeAnswer>`${JSON.stringify(answer)}::jsonb`,
          times,
        })
        .execute();
    },
    async mend() {
      await queries.deleteFrom('fake_fault').execute();
    },
    async change(vmmId, change) {
      return database.transaction(async (transaction) => {
        const there = await reportOf(fakeQueries(transaction), null, vmmId);
        if (there === null) throw new Error(`no sled has a VMM ${vmmId}`);
        const after = changed(there, change);
        await write(fakeQueries(transaction), vmmId, after);
        return after;
      });
    },
    async forget(vmmId) {
      await queries.deleteFrom('fake_vmm').where('vmm_id', '=', vmmId).execute();
    },
    async setPower(sledId, power) {
      await queries
        .insertInto('fake_power')
        .values({ sled_id: sledId, power })
        .onConflict((conflict) => conflict.column('sled_id').doUpdateSet({ power }))
        .execute();
      if (isSledOff(power)) {
        await queries.deleteFrom('fake_vmm').where('sled_id', '=', sledId).execute();
      }
    },
    async report(vmmId) {
      const row = await queries
        .selectFrom('fake_vmm')
        .select('report')
        .where('vmm_id', '=', vmmId)
        .executeTakeFirst();
      return row?.report ?? null;
    },
    async calls() {
      const rows = await queries.selectFrom('fake_call').selectAll().orderBy('sequence').execute();
      return rows.map(({ operation, sled_id: sledId, subject, answer, changed: hasChanged }) => ({
        operation,
        sledId,
        subject,
        answer,
        changed: hasChanged,
      }));
    },
  };
}

function changed(report: SledVmmState, change: VmmChange): SledVmmState {
  const after = change.state === undefined ? report : moved(report, change.state);
  const { migrationIn, migrationOut } = after;
  const out = change.migrationOut;
  const outBefore =
    out === undefined || migrationOut?.migrationId === out.migrationId
      ? migrationOut
      : {
          migrationId: out.migrationId,
          state: 'pending' as const,
          gen: 1,
          timeUpdated: after.vmmState.timeUpdated,
        };
  return {
    ...after,
    migrationIn:
      migrationIn === null || change.migrationIn === undefined
        ? migrationIn
        : movedMigration(migrationIn, change.migrationIn),
    migrationOut:
      outBefore === null || out === undefined ? outBefore : movedMigration(outBefore, out.state),
  };
}
