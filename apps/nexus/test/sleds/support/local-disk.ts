import { randomUUID } from 'node:crypto';
import type { LocalDisk } from '@skewline/nexus-types/domain';
import { begin } from '../../../../../packages/db-model/test/store/samples.ts';

/** One that has its place on this sled. */
export const localDisk = (sledId: string): LocalDisk => ({
  id: randomUUID(),
  projectId: randomUUID(),
  name: 'scratch',
  description: '',
  timeCreated: begin,
  timeModified: begin,
  timeDeleted: null,
  size: 2 ** 30,
  blockSize: 4096,
  instanceId: randomUUID(),
  slot: 0,
  allocation: {
    id: randomUUID(),
    sledId,
    zpoolId: randomUUID(),
    datasetId: randomUUID(),
    requiredDatasetSize: 2 ** 30,
    encrypted: false,
  },
});
