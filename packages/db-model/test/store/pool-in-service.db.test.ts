import { randomUUID } from 'node:crypto';
import type { Zpool } from '@skewline/nexus-types/domain';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/rows/index.ts';
import { isPoolInService } from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { addPool, samplePool } from './placement-rows.ts';
import { begin } from './samples.ts';

const disk = samplePool('').physicalDisk;
const cases: readonly (readonly [string, Partial<Zpool>, boolean])[] = [
  ['in use', {}, true],
  ['deleted', { timeDeleted: begin }, false],
  ['on a disk that is expunged', { physicalDisk: { ...disk, policy: 'expunged' } }, false],
  ['on a disk that is gone', { physicalDisk: { ...disk, state: 'decommissioned' } }, false],
];

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  it.each(cases)('says whether a pool that is %s is in service', async (_, over, inService) => {
    const id = randomUUID();
    const physicalDisk = { ...(over.physicalDisk ?? disk), id };
    const pool = await addPool(database().kysely, randomUUID(), { ...over, physicalDisk });
    expect(await isPoolInService(database().kysely, pool.id)).toBe(inService);
  });
  it('says that one that is not there is not', async () => {
    expect(await isPoolInService(database().kysely, randomUUID())).toBe(false);
  });
});
