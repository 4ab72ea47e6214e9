import { randomUUID } from 'node:crypto';
import type { Database, Tables } from '@skewline/db-model';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import {
  Fenced,
  type Json,
  type Ownership,
  performAction,
  type Performed,
  type Performing,
  performUndo,
  type SagaError,
  unshared,
} from '../../src/index.ts';
import { startSaga } from '../../src/instance/start.ts';
import { leftovers } from './support/leftovers.ts';
import { makeWorld } from './support/world.ts';

const tables = [
  'instance',
  'instance_event',
  'start_attempt',
  'vmm',
  'sled',
  'sled_resource_vmm',
  'disk_type_local_storage',
  'local_storage_unencrypted_dataset_allocation',
  'rendezvous_local_storage_unencrypted_dataset',
  'virtual_provisioning_collection',
  'virtual_provisioning_resource',
];

/** All that a start could have written, as one text. */
async function rowsOf({ kysely }: Database<Tables>): Promise<string> {
  const texts: string[] = [];
  for (const table of tables) {
    const { rows } = await sql<{ readonly row: string }>`
      SELECT row_to_json(t)::text AS row FROM ${sql.table(table)} t ORDER BY 1`.execute(kysely);
    texts.push(table, ...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

/** Somebody else owns the saga, and each write hears of it. */
const fenced: Ownership = {
  fence: async () => {
    throw new Fenced('another executor has it');
  },
  record: async () => {
    throw new Fenced('another executor has it');
  },
};

const failure: SagaError = {
  code: 'injected',
  message: 'injected by a test',
  node: 'record_success',
  action: null,
  during: 'action',
  attempts: 1,
  source: null,
};

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);

  it('an executor that was taken for dead writes nothing of a start when it wakes up', async () => {
    const world = await makeWorld(database());
    const { id: instanceId } = await world.addInstance();
    await world.addLocalDisk(instanceId, 0);
    const params = {
      attemptId: randomUUID(),
      instanceId,
      origin: 'user',
      requestId: null,
    } as const;
    const { nodes, ...dag } = startSaga(world.services).dag(params);
    const outputs = new Map<number, Json>();
    const writing: string[] = [];
    const fencedFirst = async (
      name: string,
      perform: (ownership: Ownership) => Promise<Performed>,
    ): Promise<Json> => {
      const before = await rowsOf(database());
      await perform(fenced);
      expect(await rowsOf(database()), `${name}, fenced`).toBe(before);
      const performed = await perform(unshared);
      if (!performed.ok) throw new Error(`${name}: ${performed.error.message}`);
      if ((await rowsOf(database())) !== before) writing.push(name);
      return performed.output;
    };
    const performing = (node: Performing['node'], ownership: Ownership): Performing => ({
      dag: { ...dag, nodes },
      node,
      sagaId: params.attemptId,
      params,
      outputOf: (index) => outputs.get(index) ?? null,
      cancelled: new AbortController().signal,
      random: Math.random,
      inject: {},
      ownership,
    });

    for (const node of nodes.slice(0, -1)) {
      const act = (ownership: Ownership): Promise<Performed> =>
        performAction(performing(node, ownership));
      outputs.set(node.index, await fencedFirst(node.id, act));
    }
    for (const node of nodes.slice(0, -1).toReversed()) {
      const undo = (ownership: Ownership): Promise<Performed> =>
        performUndo(performing(node, ownership), failure);
      await fencedFirst(`undo of ${node.id}`, undo);
    }
    // The test sees what is written: these are all that write.
    expect(writing).toEqual([
      'record_attempt',
      'alloc_server',
      'alloc_propolis_ip',
      'create_vmm_record',
      'mark_as_starting',
      'ensure_registered',
      'add_virtual_resources',
      'ensure_running',
      'undo of add_virtual_resources',
      'undo of mark_as_starting',
      'undo of create_vmm_record',
      'undo of alloc_server',
      'undo of record_attempt',
    ]);
    expect(await leftovers(database())).toEqual([]);
  });
});
