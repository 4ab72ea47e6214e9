import type { InstanceEnsureBody } from '@skewline/sled-agent-types/v49';
import { ensureBody } from '../../../../packages/sled-agent-client/test/support/ensure-body.ts';

export const vmmId = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01';
export const otherVmmId = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3b01';
export const migrationId = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3c01';
export const startedAt: number = Date.parse('2026-11-21T06:38:00Z');

/** What every version can register, to start. */
export const toStart: InstanceEnsureBody = ensureBody;

/** The same instance elsewhere, as the target of a migration. */
export const toMigrate: InstanceEnsureBody = {
  ...ensureBody,
  vmm_runtime: { ...ensureBody.vmm_runtime, gen: 2, state: { kind: 'migrating' } },
  migration_id: migrationId,
  propolis_addr: '[fd00:1122:3344:102::1]:12400',
};
