import { randomUUID } from 'node:crypto';
import { insertVmm, markVmmDeleted, markVmmSagaUnwound } from '@skewline/db-model';
import {
  vmmFailureReasons,
  type VmmFailureReason,
  type VmmState,
} from '@skewline/nexus-types/domain';
import { beforeAll, expect, it } from 'vitest';
import { accepted, later, sampleVmm } from '../../../../packages/db-model/test/store/samples.ts';
import { useNexus } from '../support/harness.ts';
import { given, makeOperatorWorld, type OperatorWorld } from './support/world.ts';

const nexus = useNexus();
let made: OperatorWorld | undefined;
beforeAll(async () => {
  made = await makeOperatorWorld(nexus());
});
const there = (): OperatorWorld => {
  if (made === undefined) throw new Error('the world is there inside tests only');
  return made;
};
const queries = () => nexus().nexus.database.kysely;

async function addVmm(state: VmmState, instanceId: string): Promise<string> {
  const [sledId = ''] = there().world.sledIds;
  const vmm = sampleVmm(state, { instanceId, sledId });
  accepted(await insertVmm(queries(), vmm));
  return vmm.id;
}

it('says why a VMM failed: the label, its sentence, and the detail', async () => {
  const instance = await there().world.addInstance();
  // The cast: the keys of an object literal are what its type says.
  for (const reason of Object.keys(vmmFailureReasons) as VmmFailureReason[]) {
    const detail = reason === 'zone_gone' ? 'oxz_propolis-server_1' : null;
    const id = await addVmm({ kind: 'failed', reason, detail }, instance.id);
    const view = given(await there().client.vmmView({ path: { vmm_id: id } }));
    expect(view).toMatchObject({
      id,
      state: 'failed',
      generation: 3,
      instance_id: instance.id,
      instance_name: instance.name,
      sled_serial: expect.stringMatching(/^BRM/) as string,
      propolis_ip: 'fd00:1122:3344:101::1:2',
      propolis_port: 12400,
      failure: { reason, description: vmmFailureReasons[reason].description, detail },
    });
  }
});

it('keeps the reason of one that was unwound', async () => {
  const instance = await there().world.addInstance();
  const id = await addVmm({ kind: 'failed', reason: 'sled_off', detail: null }, instance.id);
  await markVmmSagaUnwound(queries(), id, later(1));
  expect(given(await there().client.vmmView({ path: { vmm_id: id } }))).toMatchObject({
    state: 'saga_unwound',
    failure: { reason: 'sled_off' },
  });
});

it('lists by state, instance and sled, in pages, deleted ones only where they are asked for', async () => {
  const { client, world } = there();
  const instance = await world.addInstance();
  const failed: VmmState = { kind: 'failed', reason: 'setup_failed', detail: null };
  const ids = [
    await addVmm(failed, instance.id),
    await addVmm({ kind: 'running' }, instance.id),
    await addVmm(failed, instance.id),
  ] as const;
  const gone = await addVmm(failed, instance.id);
  await markVmmDeleted(queries(), gone, later(2));
  const list = async (query: object): Promise<readonly string[]> => {
    const all = { instance_id: instance.id, ...query };
    return given(await client.vmmList({ query: all })).items.map(({ id }) => id);
  };
  expect(await list({})).toEqual(ids.toSorted());
  expect(await list({ state: 'failed' })).toEqual([ids[0], ids[2]].toSorted());
  expect(await list({ state: 'failed', deleted: true })).toEqual([ids[0], ids[2], gone].toSorted());
  expect(await list({ sled_id: world.sledIds[1] })).toEqual([]);
  const first = given(await client.vmmList({ query: { instance_id: instance.id, limit: 2 } }));
  const page_token = first.next_page ?? '';
  expect(await list({ page_token, limit: 2 })).toEqual([ids.toSorted()[2]]);
});

it('says that there is none, and shows one whose instance and sled are not on record', async () => {
  const vmm_id = randomUUID();
  expect(await there().client.vmmView({ path: { vmm_id } })).toMatchObject({
    status: 404,
    message: `not found: vmm with id "${vmm_id}"`,
  });
  const orphan = sampleVmm({ kind: 'running' });
  accepted(await insertVmm(queries(), orphan));
  expect(given(await there().client.vmmView({ path: { vmm_id: orphan.id } }))).toMatchObject({
    instance_name: null,
    sled_serial: null,
  });
});
