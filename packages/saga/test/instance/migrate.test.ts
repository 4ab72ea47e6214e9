import { describe, expect, it } from 'vitest';
import type { MigrationState, Vmm, VmmStateKind } from '@skewline/nexus-types/domain';
import { toMermaid } from '../../src/draw.ts';
import { migrateSaga } from '../../src/instance/migrate.ts';
import { decideMigrateRequest, type MigrateFacts } from '../../src/instance/migrate/decide.ts';
import type { InstanceServices } from '../../src/instance/services.ts';
import { before, stateOf } from './support/snapshots.ts';

interface Told {
  readonly vmm?: VmmStateKind | null;
  readonly platform?: Vmm['cpuPlatform'];
  readonly localDisks?: boolean;
  /** Of a migration that the instance is linked to: the state of its target, and of that VMM. */
  readonly migration?: readonly [target: MigrationState, vmm: VmmStateKind | null];
}

const at = { gen: 2, timeUpdated: before } as const;

function factsOf({ vmm = 'running', platform = 'amd_milan', localDisks = false, migration }: Told) {
  const side = { vmmId: 'a', state: 'pending', ...at } as const;
  const target = migration?.[1] ?? null;
  const facts: MigrateFacts = {
    instance: {
      runtime: {
        ...at,
        state: vmm === null ? 'no_vmm' : 'vmm',
        activeVmmId: vmm === null ? null : 'a',
        targetVmmId: migration === undefined ? null : 'b',
        migrationId: migration === undefined ? null : 'm',
        timeLastAutoRestarted: null,
      },
    },
    activeVmm:
      vmm === null
        ? null
        : {
            id: 'a',
            sledId: 'sled-1',
            cpuPlatform: platform,
            runtime: { state: stateOf(vmm), ...at },
          },
    targetVmm: target === null ? null : { runtime: { state: stateOf(target), ...at } },
    migration:
      migration === undefined
        ? null
        : { source: side, target: { ...side, vmmId: 'b', state: migration[0] } },
    hasLocalDisks: localDisks,
  };
  return facts;
}

interface Row extends Told {
  readonly to?: string;
  readonly want: string;
}

const inProgress = '409 another migration is already in progress';
const notRunning = '400 instance must be running before it can migrate';

const table: readonly Row[] = [
  { want: 'migrate a' },
  { platform: 'amd_turin', want: 'migrate a' },
  { platform: 'amd_turin_v2', want: 'migrate a' },
  {
    platform: 'sled_default',
    want: '400 cannot migrate instance: sled_default has no compatible sled families',
  },
  { to: 'sled-1', want: '400 instance is already running on destination sled' },
  { localDisks: true, want: '400 cannot migrate instance: it has local storage' },
  { vmm: null, want: notRunning },
  { vmm: 'creating', want: notRunning },
  { vmm: 'starting', want: notRunning },
  { vmm: 'stopping', want: notRunning },
  { vmm: 'stopped', want: notRunning },
  { vmm: 'rebooting', want: notRunning },
  { vmm: 'migrating', want: notRunning },
  { vmm: 'failed', want: notRunning },
  { vmm: 'destroyed', want: notRunning },
  { vmm: 'saga_unwound', want: notRunning },
  { migration: ['pending', 'creating'], want: inProgress },
  { migration: ['in_progress', 'migrating'], want: inProgress },
  { vmm: 'migrating', migration: ['in_progress', 'migrating'], want: inProgress },
  { migration: ['completed', 'running'], want: inProgress },
  { migration: ['failed', 'migrating'], want: inProgress },
  { migration: ['failed', null], want: inProgress },
  // It was undone; that nobody has cleared the links yet is no reason to wait.
  { migration: ['failed', 'saga_unwound'], want: 'migrate a' },
  { migration: ['pending', 'saga_unwound'], want: inProgress },
];

describe('a request to migrate', () => {
  it.each(table)('$vmm $platform $migration to $to: $want', ({ to = 'sled-2', want, ...told }) => {
    const decision = decideMigrateRequest(factsOf(told), to);
    const said =
      decision.kind === 'migrate'
        ? `migrate ${decision.sourceVmmId}`
        : `${decision.status} ${decision.message}`;
    expect(said).toBe(want);
  });
});

it('the saga has the nodes of A6, in that order', () => {
  // Only what an action does when it runs asks for more.
  const services = { database: {}, now: () => before, newId: () => 'x' } as InstanceServices;
  const saga = migrateSaga(services);
  const params = { instanceId: 'i', sourceVmmId: 'a', destinationSledId: 's' };
  const built = saga.dag(params);
  expect(built.nodes.map(({ id }) => id)).toEqual([
    'migrate_id',
    'dst_propolis_id',
    'reserve_resources',
    'allocate_propolis_ip',
    'create_vmm_record',
    'create_migration_record',
    'set_migration_ids',
    'ensure_destination_propolis',
    'instance_migrate',
  ]);
  expect(saga.actions.map(({ action }) => `${action.name}@${action.version}`)).toEqual(
    built.nodes.map(({ id }) => `${saga.name}.${id}@1`),
  );
  expect(toMermaid(built)).toContain('instance_migrate');
});
