import { randomUUID } from 'node:crypto';
import {
  fetchVmm,
  insertInstance,
  insertMigration,
  markMigrationDeleted,
  vmmRow,
} from '@skewline/db-model';
import { connect, cpapiInstancesPut, fixed } from '@skewline/nexus-client/internal';
import type { SledVmmState } from '@skewline/nexus-types/internal/v2';
import type { Migration, Vmm, VmmState } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import {
  accepted,
  later,
  sampleInstance,
  sampleMigration,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import { fakeSleds } from '../support/fake-sleds.ts';
import { useNexus } from '../support/harness.ts';

const heard: (readonly [string, string])[] = [];
const nexus = useNexus({
  sleds: async (database) => ({
    ...(await fakeSleds(database)),
    heard: (vmmId, version) => heard.push([vmmId, version]),
  }),
});

/** The active VMM of an instance of its own. */
async function addVmm(state: VmmState = { kind: 'running' }): Promise<Vmm> {
  const { kysely } = nexus().nexus.database;
  const plain = sampleInstance({ name: `i-${randomUUID()}` });
  const vmm = sampleVmm(state, { instanceId: plain.id });
  const runtime = { ...plain.runtime, state: 'vmm', activeVmmId: vmm.id } as const;
  accepted(await insertInstance(kysely, { ...plain, runtime }));
  await kysely
    .insertInto('vmm')
    .values(accepted(vmmRow(vmm)))
    .execute();
  return vmm;
}

async function addMigration(source: string, target: string): Promise<Migration> {
  const migration = sampleMigration(source, target);
  const { database } = nexus().nexus;
  await database.transaction((transaction) => insertMigration(transaction, migration));
  return migration;
}

const failed: SledVmmState = {
  vmm_state: {
    gen: 4,
    state: { kind: 'failed', cause: 'zone_gone', detail: 'zone vanished' },
    time_updated: later(1),
  },
};

async function put(
  vmmId: string,
  report: SledVmmState,
  version = '2',
): Promise<{ readonly status: number | undefined; readonly message: string | null }> {
  const client = connect({
    baseUrl: nexus().internalUrl,
    versions: fixed(version),
    retries: 0,
  });
  const got = await cpapiInstancesPut(client, { path: { propolis_id: vmmId }, body: report });
  return got.ok
    ? { status: got.status, message: null }
    : { status: got.status, message: got.message };
}

async function stateOf(vmmId: string): Promise<VmmState> {
  return accepted(await fetchVmm(nexus().nexus.database.kysely, vmmId)).value.runtime.state;
}

describe('a report', () => {
  it.each([
    ['2', '2.0.0', { kind: 'failed', reason: 'zone_gone', detail: 'zone vanished' }],
    // What an old sled agent cannot say is what nobody knows.
    ['1', '1.0.0', { kind: 'failed', reason: 'from_sled_agent', detail: null }],
  ])('in version %s is written, and it is known who spoke what', async (version, full, wanted) => {
    const { id } = await addVmm();
    expect(await put(id, failed, version)).toEqual({ status: 204, message: null });
    expect(await stateOf(id)).toEqual(wanted);
    expect(heard).toContainEqual([id, full]);
  });

  it('needs no token, and may be said again', async () => {
    const { id } = await addVmm();
    for (let time = 0; time < 2; time += 1) {
      const response = await fetch(`${nexus().internalUrl}/vmms/${id}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(failed),
      });
      expect(response.status).toBe(204);
      expect(response.headers.get('api-versions')).toBe('1.0.0, 2.0.0');
    }
  });

  it('that is older than what is known changes nothing', async () => {
    const { id } = await addVmm();
    const { vmm_state: state } = failed;
    const old = { vmm_state: { ...state, gen: 3 } };
    expect(await put(id, old)).toEqual({ status: 204, message: null });
    expect(await stateOf(id)).toEqual({ kind: 'running' });
  });

  it('begins what follows from it', async () => {
    const { id, instanceId } = await addVmm();
    expect(await put(id, failed)).toMatchObject({ status: 204 });
    const { kysely } = nexus().nexus.database;
    await expect
      .poll(
        async () => {
          const query = kysely.selectFrom('instance').select(['state', 'active_propolis_id']);
          return query.where('id', '=', instanceId).executeTakeFirst();
        },
        { timeout: 10_000 },
      )
      .toEqual({ state: 'failed', active_propolis_id: null });
  });
});

describe('refused is', () => {
  const side = (migrationId: string): NonNullable<SledVmmState['migration_in']> => ({
    migration_id: migrationId,
    state: 'completed',
    gen: 5,
    time_updated: later(1),
  });

  it('a VMM that nobody knows: 404', async () => {
    expect(await put(randomUUID(), failed)).toEqual({
      status: 404,
      message: 'there is no such VMM',
    });
  });

  it('a migration that nobody knows: 404', async () => {
    const { id } = await addVmm();
    const report = { ...failed, migration_in: side(randomUUID()) };
    expect(await put(id, report)).toMatchObject({ status: 404 });
    expect(await stateOf(id)).toEqual({ kind: 'running' });
  });

  it('a migration that was deleted: 410', async () => {
    const [source, target] = [await addVmm(), await addVmm()];
    const migration = await addMigration(source.id, target.id);
    const { database } = nexus().nexus;
    await database.transaction((transaction) =>
      markMigrationDeleted(transaction, migration.id, later(1)),
    );
    const report = { ...failed, migration_in: side(migration.id) };
    expect(await put(target.id, report)).toMatchObject({ status: 410 });
  });

  it('a migration that has the VMM on another side: 400', async () => {
    const [source, target] = [await addVmm(), await addVmm()];
    const migration = await addMigration(source.id, target.id);
    const report = { ...failed, migration_in: side(migration.id) };
    expect(await put(source.id, report)).toMatchObject({ status: 400 });
  });

  it.each([
    ['no state', {}],
    ['a state that there is not', { vmm_state: { ...failed.vmm_state, state: { kind: 'bored' } } }],
    ['a generation below zero', { vmm_state: { ...failed.vmm_state, gen: -1 } }],
    ['a time that is none', { vmm_state: { ...failed.vmm_state, time_updated: 'soon' } }],
  ])('%s: 400', async (_what, body) => {
    const { id } = await addVmm();
    const response = await fetch(`${nexus().internalUrl}/vmms/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'api-version': '2.0.0' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_code: 'InvalidRequest' });
    expect(await stateOf(id)).toEqual({ kind: 'running' });
  });
});
