import { randomUUID } from 'node:crypto';
import {
  type Database,
  DatabaseProblem,
  fetchMigration,
  fetchVmm,
  insertMigration,
  insertVmm,
  markVmmFailed,
  markVmmSagaUnwound,
  migrate,
  openDatabase,
  type Tables,
  vmmAndMigrationUpdateRuntime,
} from '@skewline/db-model';
import {
  isUpdateNeeded,
  lastFailureOf,
  type MigrationRuntimeState,
  type MigrationState,
  newVmm,
  type VmmFailureReason,
  type VmmState,
  type VmmStateKind,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';

/** A case of the oracle's table of writes that are guarded by generations. */
export interface GenerationWritesCase {
  readonly before: Stored;
  readonly steps: readonly Step[];
  readonly after: Stored;
}

interface Stored {
  readonly vmms: Readonly<Record<string, StoredVmm>>;
  readonly migrations: Readonly<Record<string, StoredMigration>>;
}

interface StoredVmm {
  readonly state: VmmStateKind;
  readonly gen: number;
  readonly failure_reason: VmmFailureReason | null;
  readonly deleted: boolean;
}

interface StoredMigration {
  readonly source: string;
  readonly target: string;
  readonly source_state: MigrationState;
  readonly source_gen: number;
  readonly target_state: MigrationState;
  readonly target_gen: number;
  readonly deleted: boolean;
}

interface SideReport {
  readonly migration: string;
  readonly state: MigrationState;
  readonly gen: number;
}

interface Put {
  readonly op: 'put';
  readonly vmm: string;
  readonly state: VmmStateKind;
  readonly gen: number;
  readonly reason?: VmmFailureReason;
  readonly migration_in?: SideReport;
  readonly migration_out?: SideReport;
}

type Step =
  | Put
  | { readonly op: 'mark_failed'; readonly vmm: string; readonly reason: VmmFailureReason }
  | { readonly op: 'mark_saga_unwound'; readonly vmm: string };

type IdOf = (name: string) => string;

const begin = '2026-11-21T06:00:00Z';

/** What the oracle calls the refusals of the store. */
const oracleWords: ReadonlyMap<string, string> = new Map([
  ['migration_deleted', 'gone'],
  ['not_migration_source', 'not_source'],
  ['not_migration_target', 'not_target'],
]);

/** The store in memory (PGlite), with its newest schema. Whoever opens it closes it. */
export async function openStore(): Promise<Database<Tables>> {
  const database = await openDatabase<Tables>({ memory: true });
  if (database instanceof DatabaseProblem) throw database;
  const report = await migrate(database);
  if (report instanceof DatabaseProblem) throw report;
  return database;
}

/**
 * Stores what was before, takes the steps, and reads what there is then: the steps, each with its
 * result, and the rows. The case's short names get new ids, so that cases can share a database.
 */
export async function answerGenerationWrites(
  database: Database<Tables>,
  { before, steps, after }: GenerationWritesCase,
): Promise<unknown> {
  const ids = new Map<string, string>();
  const idOf = (name: string): string => {
    const id = ids.get(name) ?? randomUUID();
    ids.set(name, id);
    return id;
  };
  await insert(database, before, idOf);
  const taken: unknown[] = [];
  for (const step of steps) taken.push({ ...step, result: await take(database, step, idOf) });
  return { steps: taken, after: await stored(database, after, ids) };
}

async function insert(database: Database<Tables>, rows: Stored, idOf: IdOf): Promise<void> {
  for (const [name, row] of Object.entries(rows.vmms)) {
    const state = stateOf(row.state, row.failure_reason);
    const plan = {
      id: idOf(name),
      instanceId: randomUUID(),
      sledId: randomUUID(),
      propolisIp: 'fd00:1122:3344:101::1:2',
      cpuPlatform: 'amd_milan',
    } as const;
    const inserted = await insertVmm(database.kysely, {
      ...newVmm(plan, begin),
      runtime: { state, gen: row.gen, timeUpdated: begin },
      timeDeleted: row.deleted ? begin : null,
      lastFailure:
        state.kind === 'failed' || row.failure_reason === null
          ? null
          : { reason: row.failure_reason, detail: null },
    });
    if (inserted !== null) throw inserted;
  }
  for (const [name, row] of Object.entries(rows.migrations)) {
    const side = (vmm: string, state: MigrationState, gen: number) => ({
      vmmId: idOf(vmm),
      state,
      gen,
      timeUpdated: null,
    });
    await insertMigration(database.kysely, {
      id: idOf(name),
      instanceId: randomUUID(),
      timeCreated: begin,
      timeDeleted: row.deleted ? begin : null,
      source: side(row.source, row.source_state, row.source_gen),
      target: side(row.target, row.target_state, row.target_gen),
    });
  }
}

async function take(database: Database<Tables>, step: Step, idOf: IdOf): Promise<unknown> {
  const vmmId = idOf(step.vmm);
  switch (step.op) {
    case 'put':
      return put(database, step, idOf);
    case 'mark_failed': {
      const failure = { reason: step.reason, detail: null };
      const write = await database.transaction((transaction) =>
        markVmmFailed(transaction, vmmId, failure, timeOf(9)),
      );
      return write instanceof Refusal ? wordsOf(write) : { vmm_updated: write.vmmUpdated };
    }
    case 'mark_saga_unwound':
      return { vmm_updated: await markVmmSagaUnwound(database.kysely, vmmId, timeOf(9)) };
  }
}

async function put(database: Database<Tables>, step: Put, idOf: IdOf): Promise<unknown> {
  const { gen, migration_in, migration_out } = step;
  const side = (given: SideReport | undefined): MigrationRuntimeState | null =>
    given === undefined
      ? null
      : {
          migrationId: idOf(given.migration),
          state: given.state,
          gen: given.gen,
          timeUpdated: timeOf(given.gen),
        };
  const report = {
    vmmState: { state: stateOf(step.state, step.reason), gen, timeUpdated: timeOf(gen) },
    migrationIn: side(migration_in),
    migrationOut: side(migration_out),
  };
  const written = await database.transaction((transaction) =>
    vmmAndMigrationUpdateRuntime(transaction, idOf(step.vmm), report.vmmState, report),
  );
  if (written instanceof Refusal) return wordsOf(written);
  return {
    vmm_updated: written.vmmUpdated,
    migration_in_updated: written.migrationInUpdated,
    migration_out_updated: written.migrationOutUpdated,
    update_saga_needed: isUpdateNeeded(written, report),
  };
}

/** The rows that the case speaks of, in its words. */
async function stored(
  database: Database<Tables>,
  spokenOf: Stored,
  ids: ReadonlyMap<string, string>,
): Promise<Stored> {
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const vmms: Record<string, StoredVmm> = {};
  for (const name of Object.keys(spokenOf.vmms)) {
    const loaded = await fetchVmm(database.kysely, ids.get(name) ?? randomUUID());
    if (loaded instanceof Refusal) continue;
    const { runtime, timeDeleted } = loaded.value;
    vmms[name] = {
      state: runtime.state.kind,
      gen: runtime.gen,
      failure_reason: lastFailureOf(loaded.value)?.reason ?? null,
      deleted: timeDeleted !== null,
    };
  }
  const migrations: Record<string, StoredMigration> = {};
  for (const name of Object.keys(spokenOf.migrations)) {
    const found = await fetchMigration(database.kysely, ids.get(name) ?? randomUUID());
    if (found instanceof Refusal) continue;
    migrations[name] = {
      source: nameOf(found.source.vmmId),
      target: nameOf(found.target.vmmId),
      source_state: found.source.state,
      source_gen: found.source.gen,
      target_state: found.target.state,
      target_gen: found.target.gen,
      deleted: found.timeDeleted !== null,
    };
  }
  return { vmms, migrations };
}

function stateOf(kind: VmmStateKind, reason: VmmFailureReason | null | undefined): VmmState {
  return kind === 'failed' ? { kind, reason: reason ?? 'from_sled_agent', detail: null } : { kind };
}

function timeOf(gen: number): string {
  return new Date(Date.parse(begin) + gen * 1000).toISOString();
}

function wordsOf({ code, status }: Refusal): unknown {
  return { error: oracleWords.get(code) ?? code, http: status };
}
