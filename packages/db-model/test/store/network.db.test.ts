import { randomUUID } from 'node:crypto';
import { Refusal } from '@skewline/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate, openDatabase } from '../../src/index.ts';
import type { ExternalIpRow, NetworkInterfaceRow, Tables } from '../../src/rows/index.ts';
import {
  allocateExternalIp,
  attachFloatingIp,
  insertIpPoolRange,
  insertNetworkInterface,
  insertVmm,
  listExternalIps,
  listNetworkInterfaces,
  markNetworkInterfaceDeleted,
  markNetworkInterfacesOfInstanceDeleted,
  markVmmDeleted,
  type NewExternalIp,
  type NewNetworkInterface,
  nextPropolisAddress,
  releaseExternalIp,
  releaseExternalIpsOfInstance,
  upsertSled,
} from '../../src/store/index.ts';
import { forEachDatabase, orThrow } from '../support/databases.ts';
import { accepted, begin, later, sampleSled, sampleVmm } from './samples.ts';

const writers = 32;
const said = <Value>(value: Value | Refusal): Value | string =>
  value instanceof Refusal ? value.code : value;

forEachDatabase((engine) => {
  let database: Database<Tables>;
  beforeAll(async () => {
    if (engine.name === 'pglite') {
      database = await engine.migrated<Tables>();
      return;
    }
    const location = await engine.location();
    database = orThrow(await openDatabase<Tables>({ ...location, connections: writers }));
    orThrow(await migrate(database));
    return () => database.close();
  });

  describe('external addresses', () => {
    let block = 0;
    /** A pool with so many addresses of IPv4 in each of its ranges, and the first three parts of them. */
    async function pool(...sizes: number[]): Promise<{ poolId: string; net: string }> {
      block += 1;
      const poolId = randomUUID();
      const net = `10.9.${String(block)}`;
      for (const [index, size] of sizes.entries()) {
        const first = index * 50 + 1;
        await insertIpPoolRange(
          database.kysely,
          {
            id: randomUUID(),
            poolId,
            first: `${net}.${String(first)}`,
            last: `${net}.${String(first + size - 1)}`,
          },
          begin,
        );
      }
      return { poolId, net };
    }
    const projectId = randomUUID();
    const allocate = async (
      poolId: string,
      over: Partial<NewExternalIp> = {},
    ): Promise<ExternalIpRow | string> =>
      said(
        await database.transaction((transaction) =>
          allocateExternalIp(
            transaction,
            {
              id: randomUUID(),
              projectId,
              poolId,
              instanceId: randomUUID(),
              kind: 'ephemeral',
              ...over,
            },
            begin,
          ),
        ),
      );
    const ipOf = (row: ExternalIpRow | string): string => (typeof row === 'string' ? row : row.ip);

    it('the lowest that is free, range after range, until none is left', async () => {
      const { poolId, net } = await pool(2, 1);
      const rows = [await allocate(poolId), await allocate(poolId), await allocate(poolId)];
      expect(rows.map(ipOf)).toEqual([`${net}.1`, `${net}.2`, `${net}.51`]);
      expect(await allocate(poolId)).toBe('no_address_left');
      expect(await allocate(randomUUID())).toBe('no_address_left');
      const [, second] = rows;
      if (second === undefined || typeof second === 'string') throw new Error('no address');
      const of = { id: second.id, instanceId: second.instance_id ?? '' };
      expect(await releaseExternalIp(database.kysely, of, later(1))).toBe(true);
      expect(await releaseExternalIp(database.kysely, of, later(2))).toBe(false);
      expect(ipOf(await allocate(poolId))).toBe(`${net}.2`);
    });

    it('asked again under the same id, it gives the same', async () => {
      const { poolId } = await pool(3);
      const id = randomUUID();
      const first = await allocate(poolId, { id });
      expect(await allocate(poolId, { id })).toEqual(first);
    });

    it('addresses of IPv6 too, and a range that is deleted gives none', async () => {
      const poolId = randomUUID();
      const range = { id: randomUUID(), poolId, first: 'fd77::fffe', last: 'fd77::1:0' };
      await insertIpPoolRange(database.kysely, range, begin);
      await insertIpPoolRange(database.kysely, range, begin);
      const ips = [];
      for (let count = 0; count < 4; count += 1) ips.push(ipOf(await allocate(poolId)));
      expect(ips).toEqual(['fd77::fffe', 'fd77::ffff', 'fd77::1:0', 'no_address_left']);
      await database.kysely
        .updateTable('external_ip')
        .set({ time_deleted: begin })
        .where('pool_id', '=', poolId)
        .execute();
      await database.kysely
        .updateTable('ip_pool_range')
        .set({ time_deleted: begin })
        .where('pool_id', '=', poolId)
        .execute();
      expect(await allocate(poolId)).toBe('no_address_left');
    });

    it('a floating one is attached to one instance of its project at a time', async () => {
      const { poolId } = await pool(3);
      const floating = await allocate(poolId, { kind: 'floating', instanceId: null });
      const other = await allocate(poolId);
      if (typeof floating === 'string' || typeof other === 'string') throw new Error('no address');
      const [first, second] = [randomUUID(), randomUUID()];
      const attach = async (id: string, instanceId: string, project = projectId) => {
        const row = said(
          await attachFloatingIp(database.kysely, { id, instanceId, projectId: project }, later(1)),
        );
        return typeof row === 'string' ? row : row.instance_id;
      };
      expect(await attach(floating.id, first, randomUUID())).toBe('external_ip_not_found');
      expect(await attach(floating.id, first)).toBe(first);
      expect(await attach(floating.id, first)).toBe(first);
      expect(await attach(floating.id, second)).toBe('external_ip_in_use');
      expect(await attach(other.id, second)).toBe('external_ip_not_found');
      expect(await attach(randomUUID(), second)).toBe('external_ip_not_found');
      // Given back, it is still the project's.
      expect(
        await releaseExternalIp(database.kysely, { id: floating.id, instanceId: first }, later(2)),
      ).toBe(true);
      expect(await attach(floating.id, second)).toBe(second);
    });

    it('an instance that goes gives back what was its own, and keeps nothing', async () => {
      const { poolId, net } = await pool(4);
      const instanceId = randomUUID();
      const kinds = ['snat', 'ephemeral', 'floating'] as const;
      for (const kind of kinds) await allocate(poolId, { instanceId, kind });
      expect((await listExternalIps(database.kysely, instanceId)).map(({ kind }) => kind)).toEqual(
        kinds,
      );
      const release = () => releaseExternalIpsOfInstance(database.kysely, instanceId, later(1));
      expect(await release()).toBe(3);
      expect(await release()).toBe(0);
      expect(await listExternalIps(database.kysely, instanceId)).toEqual([]);
      // The floating one is not free: it has only no instance.
      expect(ipOf(await allocate(poolId))).toBe(`${net}.1`);
      expect(ipOf(await allocate(poolId))).toBe(`${net}.2`);
      expect(ipOf(await allocate(poolId))).toBe(`${net}.4`);
    });

    it(`${String(writers)} at once get different ones, and no more than there are`, async () => {
      const { poolId } = await pool(20);
      const rows = await Promise.all(Array.from({ length: writers }, () => allocate(poolId)));
      const got = rows.filter((row) => typeof row !== 'string').map(({ ip }) => ip);
      expect(got).toHaveLength(20);
      expect(new Set(got).size).toBe(20);
    });
  });

  describe('network interfaces', () => {
    const subnet = (block = '172.30.0.0/28') => ({ id: randomUUID(), block });
    const wanted = (over: Partial<NewNetworkInterface> = {}): NewNetworkInterface => ({
      id: randomUUID(),
      instanceId: randomUUID(),
      name: 'net0',
      description: '',
      subnet: subnet(),
      slot: 0,
      ip: null,
      isPrimary: true,
      ...over,
    });
    const insert = async (nic: NewNetworkInterface): Promise<NetworkInterfaceRow | string> =>
      said(
        await database.transaction((transaction) =>
          insertNetworkInterface(transaction, nic, begin),
        ),
      );
    const ipOf = (row: NetworkInterfaceRow | string) => (typeof row === 'string' ? row : row.ip);

    it('the lowest address from the sixth on, and never the last', async () => {
      const on = subnet();
      const ips = [];
      for (let count = 0; count < 11; count += 1) {
        ips.push(ipOf(await insert(wanted({ subnet: on }))));
      }
      expect(ips[0]).toBe('172.30.0.5');
      expect(ips[9]).toBe('172.30.0.14');
      expect(ips[10]).toBe('no_subnet_address_left');
    });

    it('in IPv6, and in a subnet too small to have any', async () => {
      expect(ipOf(await insert(wanted({ subnet: subnet('fd12::/64') })))).toBe('fd12::5');
      expect(ipOf(await insert(wanted({ subnet: subnet('10.0.0.0/30') })))).toBe(
        'no_subnet_address_left',
      );
    });

    it('an address that is asked for, if it is one of the subnet and free', async () => {
      const on = subnet();
      const ask = async (ip: string) => ipOf(await insert(wanted({ subnet: on, ip })));
      expect(await ask('172.30.0.9')).toBe('172.30.0.9');
      expect(await ask('172.30.0.9')).toBe('address_taken');
      for (const ip of ['172.30.0.4', '172.30.0.15', '172.30.1.9', 'fd00::9']) {
        expect(await ask(ip)).toBe('address_outside_subnet');
      }
    });

    it('asked again under the same id, it gives the same; another of the name, slot or rank does not fit', async () => {
      const first = wanted();
      const made = await insert(first);
      expect(await insert(first)).toEqual(made);
      const other = { ...first, name: 'net1', slot: 1, isPrimary: false };
      for (const change of [{ name: 'net0' }, { slot: 0 }, { isPrimary: true }]) {
        expect(await insert({ ...other, id: randomUUID(), ...change })).toBe(
          'network_interface_taken',
        );
      }
      expect(typeof (await insert({ ...other, id: randomUUID() }))).toBe('object');
      const rows = await listNetworkInterfaces(database.kysely, first.instanceId);
      expect(rows.map(({ name, slot }) => [name, slot])).toEqual([
        ['net0', 0],
        ['net1', 1],
      ]);
    });

    it('the hardware address comes from the address, and never twice in a subnet', async () => {
      const on = subnet('fd00::/8');
      const macs = [];
      for (const ip of ['fd00::f:ffff', 'fd00:1::f:ffff', 'fd00:2::1f:ffff', 'fd00::', 'fd00::6']) {
        const row = await insert(wanted({ subnet: on, ip }));
        macs.push(typeof row === 'string' ? row : row.mac);
      }
      expect(macs).toEqual([
        'A8:40:25:FF:FF:FF',
        'A8:40:25:F0:00:00',
        'A8:40:25:F0:00:01',
        'address_outside_subnet',
        'A8:40:25:F0:00:06',
      ]);
      const four = await insert(wanted({ ip: '172.30.0.9' }));
      expect(four).toMatchObject({ mac: 'A8:40:25:FE:00:09' });
    });

    it('what is deleted is free again, one or all', async () => {
      const first = wanted();
      await insert(first);
      const remove = () => markNetworkInterfaceDeleted(database.kysely, first.id, later(1));
      expect(await remove()).toBe(true);
      expect(await remove()).toBe(false);
      const again = { ...first, id: randomUUID() };
      expect(ipOf(await insert(again))).toBe('172.30.0.5');
      const removeAll = () =>
        markNetworkInterfacesOfInstanceDeleted(database.kysely, first.instanceId, later(2));
      expect(await removeAll()).toBe(1);
      expect(await removeAll()).toBe(0);
    });

    it('many at once in one subnet get different addresses', async () => {
      const on = subnet('172.30.0.0/24');
      const rows = await Promise.all(
        Array.from({ length: writers }, () => insert(wanted({ subnet: on }))),
      );
      expect(new Set(rows.map(ipOf)).size).toBe(writers);
    });
  });

  describe('addresses of VMMs', () => {
    async function sled(ip: string, lastUsed?: string): Promise<string> {
      const made = sampleSled({ address: { ip, port: 12_345 } });
      await database.transaction((transaction) => upsertSled(transaction, made));
      if (lastUsed !== undefined) {
        await database.kysely
          .updateTable('sled')
          .set({ last_used_address: lastUsed })
          .where('id', '=', made.id)
          .execute();
      }
      return made.id;
    }
    const next = async (sledId: string): Promise<string> =>
      said(await database.transaction((transaction) => nextPropolisAddress(transaction, sledId)));

    it('one after the other, each once', async () => {
      const sledId = await sled('fd00:1122:3344:101::1');
      expect(await next(sledId)).toBe('fd00:1122:3344:101::2');
      const many = await Promise.all(Array.from({ length: writers }, () => next(sledId)));
      expect(new Set(many).size).toBe(writers);
      expect(await next(sledId)).toBe('fd00:1122:3344:101::23');
      expect(await next(randomUUID())).toBe('sled_not_found');
    });

    it.each([
      ['fd00:1:2:3::1', 'fd00:1:2:3:ffff:ffff:ffff:fffe', 'fd00:1:2:3:ffff:ffff:ffff:ffff'],
      ['fd00:1:2:4::1', 'fd00:1:2:4:ffff:ffff:ffff:ffff', 'fd00:1:2:4::2'],
      ['10.1.1.7', '10.1.1.255', '10.1.1.8'],
      // Of before the sled moved to another address.
      ['fd00:1:2:5::1', 'fd00:9::77', 'fd00:1:2:5::2'],
    ])('of a sled at %s, after %s comes %s', async (ip, lastUsed, wanted) => {
      expect(await next(await sled(ip, lastUsed))).toBe(wanted);
    });

    it('at the end it begins again, and leaves out what a VMM still has', async () => {
      const sledId = await sled('10.1.2.252');
      expect([await next(sledId), await next(sledId), await next(sledId)]).toEqual([
        '10.1.2.253',
        '10.1.2.254',
        '10.1.2.255',
      ]);
      const vmm = (propolisIp: string) => sampleVmm({ kind: 'running' }, { sledId, propolisIp });
      const [first, second, third] = ['10.1.2.253', '10.1.2.254', '10.1.2.255'].map(vmm);
      if (first === undefined || second === undefined || third === undefined) throw new Error();
      for (const each of [first, third]) accepted(await insertVmm(database.kysely, each));
      expect(await next(sledId)).toBe('10.1.2.254');
      accepted(await insertVmm(database.kysely, second));
      expect(await next(sledId)).toBe('no_address_left');
      await database.kysely
        .updateTable('vmm')
        .set({ state: 'destroyed' })
        .where('id', '=', third.id)
        .execute();
      await markVmmDeleted(database.kysely, third.id, later(1));
      expect(await next(sledId)).toBe('10.1.2.255');
    });
  });
});
