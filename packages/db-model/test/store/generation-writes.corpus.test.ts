import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@skewline/runtime';
import {
  isUpdateNeeded,
  type MigrationRuntimeState,
  type MigrationState,
  type Vmm,
  type VmmFailureReason,
  type VmmState,
  type VmmStateKind,
} from '@skewline/nexus-types/domain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, DatabaseProblem, migrate, openDatabase } from '../../src/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  fetchMigration,
  fetchVmm,
  insertMigration,
  insertVmm,
  markVmmFailed,
  markVmmSagaUnwound,
  type StoreRefusalCode,
  vmmAndMigrationUpdateRuntime,
} from '../../src/store/index.ts';
import { accepted, begin, later, sampleMigration, sampleVmm } from './samples.ts';

/** The oracle's cases of generation-guarded writes, on PGlite in memory. */

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

interface Stored {
  readonly vmms: Readonly<Record<string, StoredVmm>>;
  readonly migrations: Readonly<Record<string, StoredMigration>>;
}

interface SideReport {
  readonly migration: string;
  readonly state: MigrationState;
  readonly gen: number;
}

type Step = { readonly vmm: string; readonly result: Readonly<Record<string, unknown>> } & (
  | {
      readonly op: 'put';
      readonly state: VmmStateKind;
      readonly gen: number;
      readonly reason?: VmmFailureReason;
      readonly migration_in?: SideReport;
      readonly migration_out?: SideReport;
    }
  | { readonly op: 'mark_failed'; readonly reason: VmmFailureReason }
  | { readonly op: 'mark_saga_unwound' }
);

interface Case {
  readonly id: string;
  readonly why: string;
  readonly before: Stored;
  readonly steps: readonly Step[];
  readonly after: Stored;
}

const shared = process.env['SKEWLINE_SHARED'];
if (shared === undefined) throw new Error('SKEWLINE_SHARED does not say where the oracle is');
const file = join(shared, 'oracle/state.cases.json');
// The oracle's README describes this shape; a case that has another fails below.
const { generation_writes: cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly generation_writes: readonly Case[];
};

/** What the oracle calls our refusals. */
const oracleWords: Partial<Record<StoreRefusalCode, string>> = {
  migration_deleted: 'gone',
  not_migration_source: 'not_source',
  not_migration_target: 'not_target',
};

let database: Database<Tables>;
beforeAll(async () => {
  const opened = await openDatabase<Tables>({ memory: true });
  if (opened instanceof DatabaseProblem) throw new Error(opened.message);
  database = opened;
  const report = await migrate(database);
  if (report instanceof DatabaseProblem) throw new Error(report.message);
});
afterAll(() => database.close());

/** The ids that a case's short names have in the database; new ones for each case. */
function idsOf(): (name: string) => string {
  const ids = new Map<string, string>();
  return (name) => {
    const id = ids.get(name) ?? sampleVmm().id;
    ids.set(name, id);
    return id;
  };
}

function stateOf(kind: VmmStateKind, reason: VmmFailureReason | null | undefined): VmmState {
  if (kind !== 'failed') return { kind };
  if (reason === null || reason === undefined) throw new Error('a failed VMM has a reason');
  return { kind, reason, detail: null };
}

async function insert({ vmms, migrations }: Stored, id: (name: string) => string): Promise<void> {
  for (const [name, { state: kind, gen, failure_reason: reason, deleted }] of Object.entries(
    vmms,
  )) {
    const vmm: Vmm = {
      ...sampleVmm(stateOf(kind, reason)),
      id: id(name),
      timeDeleted: deleted ? begin : null,
      lastFailure: kind === 'failed' || reason === null ? null : { reason, detail: null },
    };
    accepted(await insertVmm(database.kysely, { ...vmm, runtime: { ...vmm.runtime, gen } }));
  }
  for (const [name, one] of Object.entries(migrations)) {
    const sample = sampleMigration(id(one.source), id(one.target));
    await insertMigration(database.kysely, {
      ...sample,
      id: id(name),
      timeDeleted: one.deleted ? begin : null,
      source: { ...sample.source, state: one.source_state, gen: one.source_gen },
      target: { ...sample.target, state: one.target_state, gen: one.target_gen },
    });
  }
}

/** The rows that the case speaks of, in its words. */
async function stored({ vmms, migrations }: Stored, id: (name: string) => string): Promise<Stored> {
  const nameOf = (wanted: string, names: readonly string[]): string =>
    names.find((name) => id(name) === wanted) ?? 'unknown';
  const foundVmms: Record<string, StoredVmm> = {};
  for (const name of Object.keys(vmms)) {
    const { runtime, lastFailure, timeDeleted } = accepted(
      await fetchVmm(database.kysely, id(name)),
    ).value;
    const failure = runtime.state.kind === 'failed' ? runtime.state : lastFailure;
    foundVmms[name] = {
      state: runtime.state.kind,
      gen: runtime.gen,
      failure_reason: failure?.reason ?? null,
      deleted: timeDeleted !== null,
    };
  }
  const foundMigrations: Record<string, StoredMigration> = {};
  for (const [name, { source, target }] of Object.entries(migrations)) {
    const found = accepted(await fetchMigration(database.kysely, id(name)));
    foundMigrations[name] = {
      source: nameOf(found.source.vmmId, [source]),
      target: nameOf(found.target.vmmId, [target]),
      source_state: found.source.state,
      source_gen: found.source.gen,
      target_state: found.target.state,
      target_gen: found.target.gen,
      deleted: found.timeDeleted !== null,
    };
  }
  return { vmms: foundVmms, migrations: foundMigrations };
}

async function run(step: Step, id: (name: string) => string): Promise<Record<string, unknown>> {
  const vmmId = id(step.vmm);
  switch (step.op) {
    case 'put': {
      const { gen } = step;
      const runtime = { state: stateOf(step.state, step.reason), gen, timeUpdated: later(gen) };
      const side = (given: SideReport | undefined): MigrationRuntimeState | null =>
        given === undefined
          ? null
          : {
              migrationId: id(given.migration),
              state: given.state,
              gen: given.gen,
              timeUpdated: later(given.gen),
            };
      const reports = {
        migrationIn: side(step.migration_in),
        migrationOut: side(step.migration_out),
      };
      const update = await database.transaction((transaction) =>
        vmmAndMigrationUpdateRuntime(transaction, vmmId, runtime, reports),
      );
      if (update instanceof Refusal) {
        // Only the store's own codes come out of it.
        const error = oracleWords[update.code as StoreRefusalCode] ?? update.code;
        return { error, http: update.status };
      }
      return {
        vmm_updated: update.vmmUpdated,
        migration_in_updated: update.migrationInUpdated,
        migration_out_updated: update.migrationOutUpdated,
        update_saga_needed: isUpdateNeeded(update, { vmmState: runtime, ...reports }),
      };
    }
    case 'mark_failed': {
      const failure = { reason: step.reason, detail: null };
      const write = accepted(
        await database.transaction((transaction) =>
          markVmmFailed(transaction, vmmId, failure, later(9)),
        ),
      );
      return { vmm_updated: write.vmmUpdated };
    }
    case 'mark_saga_unwound':
      return { vmm_updated: await markVmmSagaUnwound(database.kysely, vmmId, later(9)) };
  }
}

it('has all of the cases', () => {
  expect(cases).toHaveLength(20);
  const ops = new Set(cases.flatMap(({ steps }) => steps.map(({ op }) => op)));
  expect([...ops].toSorted()).toEqual(['mark_failed', 'mark_saga_unwound', 'put']);
});

it.each(cases)('$id: $why', async ({ before, steps, after }) => {
  const id = idsOf();
  await insert(before, id);
  for (const step of steps) expect(await run(step, id)).toEqual(step.result);
  expect(await stored(after, id)).toEqual(after);
});
