import { randomUUID } from 'node:crypto';
import { Refusal } from '@skewline/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate, openDatabase, type TransactionOptions } from '../../src/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  type Charge,
  chargeProvisioning,
  fetchProvisioning,
  type Quota,
  releaseProvisioning,
  setQuota,
} from '../../src/store/index.ts';
import { forEachDatabase, orThrow } from '../support/databases.ts';

const writers = 32;

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

  async function project(quota: Quota): Promise<string> {
    const id = randomUUID();
    await setQuota(database.kysely, id, quota);
    return id;
  }
  async function charge(
    projectId: string,
    over: Partial<Charge> = {},
    options: TransactionOptions = {},
  ): Promise<string> {
    const wanted = { instanceId: randomUUID(), projectId, cpus: 2, ram: 8, ...over };
    const said = await database.transaction(
      (transaction) => chargeProvisioning(transaction, wanted),
      options,
    );
    return said instanceof Refusal ? said.code : said;
  }
  async function release(instanceId: string, options: TransactionOptions = {}): Promise<boolean> {
    return database.transaction(
      (transaction) => releaseProvisioning(transaction, instanceId),
      options,
    );
  }
  const taken = async (projectId: string) =>
    (await fetchProvisioning(database.kysely, projectId)).provisioned;

  it('gives up to the quota, the last of it too, and not a byte more', async () => {
    const id = await project({ cpus: 6, ram: 24 });
    expect(await charge(id)).toBe('charged');
    expect(await charge(id, { cpus: 5 })).toBe('quota_exceeded');
    expect(await charge(id, { ram: 17 })).toBe('quota_exceeded');
    expect(await taken(id)).toEqual({ cpus: 2, ram: 8 });
    expect(await charge(id, { cpus: 4, ram: 16 })).toBe('charged');
    expect(await charge(id, { cpus: 1, ram: 0 })).toBe('quota_exceeded');
    expect(await charge(id, { cpus: 0, ram: 0 })).toBe('charged');
    expect(await taken(id)).toEqual({ cpus: 6, ram: 24 });
  });

  it('each limit stands by itself', async () => {
    const few = await project({ cpus: 2, ram: null });
    expect(await charge(few, { ram: 2 ** 50 })).toBe('charged');
    expect(await charge(few, { cpus: 1, ram: 0 })).toBe('quota_exceeded');
    const little = await project({ cpus: null, ram: 8 });
    expect(await charge(little, { cpus: 1000 })).toBe('charged');
    expect(await charge(little, { cpus: 0, ram: 1 })).toBe('quota_exceeded');
  });

  it('a project without a quota has no limit, and is counted', async () => {
    const id = randomUUID();
    expect(await fetchProvisioning(database.kysely, id)).toEqual({
      provisioned: { cpus: 0, ram: 0 },
      quota: { cpus: null, ram: null },
    });
    expect(await charge(id, { cpus: 60_000 })).toBe('charged');
    await setQuota(database.kysely, id, { cpus: 1, ram: 1 });
    expect(await fetchProvisioning(database.kysely, id)).toEqual({
      provisioned: { cpus: 60_000, ram: 8 },
      quota: { cpus: 1, ram: 1 },
    });
    expect(await charge(id, { cpus: 1 })).toBe('quota_exceeded');
  });

  it('charges once and gives back once, what was charged', async () => {
    const id = await project({ cpus: 4, ram: 16 });
    const instanceId = randomUUID();
    expect(await charge(id, { instanceId })).toBe('charged');
    expect(await charge(id, { instanceId, cpus: 100 })).toBe('already_charged');
    expect(await taken(id)).toEqual({ cpus: 2, ram: 8 });
    expect(await release(instanceId)).toBe(true);
    expect(await release(instanceId)).toBe(false);
    expect(await taken(id)).toEqual({ cpus: 0, ram: 0 });
    expect(await charge(id, { instanceId })).toBe('charged');
  });

  it('an instance that is charged counts as charged, however full the project is', async () => {
    const id = await project({ cpus: 2, ram: 8 });
    const instanceId = randomUUID();
    await charge(id, { instanceId });
    expect(await charge(id, { instanceId })).toBe('already_charged');
  });

  const isolations = ['serializable', 'read committed'] as const;
  describe.each(isolations)('%s', (isolation) => {
    it(`${String(writers)} at once take the whole quota and no more`, async () => {
      const id = await project({ cpus: 20, ram: 2 ** 40 });
      const said = await Promise.all(
        Array.from({ length: writers }, () => charge(id, {}, { isolation })),
      );
      expect(said.filter((answer) => answer === 'charged')).toHaveLength(10);
      expect(said.filter((answer) => answer === 'quota_exceeded')).toHaveLength(writers - 10);
      expect(await taken(id)).toEqual({ cpus: 20, ram: 80 });
    });

    it('the sums are those of the instances, whatever is charged and released at once', async () => {
      const id = await project({ cpus: 9, ram: 2 ** 40 });
      const instances = Array.from({ length: 8 }, () => randomUUID());
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          const instanceId = instances[writer % instances.length] ?? '';
          if (writer % 3 === 2) await release(instanceId, { isolation });
          else await charge(id, { instanceId, cpus: 1 + (writer % 4) }, { isolation });
          const now = await taken(id);
          expect(now.cpus).toBeLessThanOrEqual(9);
        }),
      );
      const rows = await database.kysely
        .selectFrom('virtual_provisioning_resource')
        .selectAll()
        .where('project_id', '=', id)
        .execute();
      const sum = (of: 'cpus' | 'ram') => rows.reduce((total, row) => total + row[of], 0);
      expect(await taken(id)).toEqual({ cpus: sum('cpus'), ram: sum('ram') });
      for (const row of rows) await release(row.id);
      expect(await taken(id)).toEqual({ cpus: 0, ram: 0 });
    });
  });
});
