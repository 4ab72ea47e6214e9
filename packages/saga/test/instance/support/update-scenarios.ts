import { randomUUID } from 'node:crypto';
import {
  fetchInstance,
  fetchVmm,
  insertMigration,
  insertReservation,
  insertVmm,
  listInstanceEvents,
  listReservations,
  setMigrationIds,
  vmmAndMigrationUpdateRuntime,
} from '@skewline/db-model';
import {
  migrations,
  type MigrationState,
  newVmm,
  type Vmm,
  type VmmStateKind,
} from '@skewline/nexus-types/domain';
import { accepted } from '../../../../db-model/test/store/samples.ts';
import type { VmmChange } from './fake-rack.ts';
import { fakeQueries } from './fake-tables.ts';
import { stateOf } from './snapshots.ts';
import type { World } from './world.ts';

/** What sled agents have reported of an instance that ran on VMM a, and, with `sides`, was on its way to VMM b. */
export interface Scenario {
  readonly name: string;
  readonly a: VmmStateKind;
  readonly b?: VmmStateKind;
  readonly sides?: readonly [source: MigrationState, target: MigrationState];
  /** What the update comes to, as `summary` says it. */
  readonly expected: string;
}

/** An instance that a scenario has happened to, and its VMMs. */
export interface Arranged {
  readonly instanceId: string;
  readonly a: string;
  readonly b: string | null;
}

/** Where it has come to, in one line: record | VMMs | what leads to it and what it is charged for | history. */
export async function summary(
  { database }: World,
  { a, b, instanceId }: Arranged,
): Promise<string> {
  const { value: instance } = accepted(await fetchInstance(database.kysely, instanceId));
  const { activeVmmId, migrationId, state, targetVmmId } = instance.runtime;
  const nameOf = (id: string): string => (id === a ? 'a' : id === b ? 'b' : 'another VMM');
  const record = [
    state,
    instance.intendedState,
    activeVmmId === null ? null : `on ${nameOf(activeVmmId)}`,
    targetVmmId === null ? null : `to ${nameOf(targetVmmId)}`,
    migrationId === null ? null : 'migrating',
    instance.updaterLock.updaterId === null ? null : 'locked',
  ].filter((word) => word !== null);

  const reservations = await listReservations(database.kysely, { instanceId });
  const vmms: string[] = [];
  let activeSled: string | null = null;
  for (const id of [a, b]) {
    if (id === null) continue;
    const { value: vmm } = accepted(await fetchVmm(database.kysely, id));
    if (id === activeVmmId) activeSled = vmm.sledId;
    const reserved = reservations.find((reservation) => reservation.id === id)?.state;
    const left = vmm.timeDeleted === null ? 'without a reservation' : 'gone';
    vmms.push(`${nameOf(id)} ${vmm.runtime.state.kind}, ${reserved ?? left}`);
  }

  const queries = fakeQueries(database.kysely);
  const nat = await queries
    .selectFrom('fake_nat')
    .select('sled_id')
    .where('instance_id', '=', instanceId)
    .executeTakeFirst();
  const multicast = await queries
    .selectFrom('fake_multicast')
    .select('sled_id')
    .where('instance_id', '=', instanceId)
    .executeTakeFirst();
  const leadsTo = [nat, multicast].map((row) =>
    row === undefined ? 'nowhere' : row.sled_id === activeSled ? 'there' : 'elsewhere',
  );
  const charge = await queries
    .selectFrom('virtual_provisioning_resource')
    .select('id')
    .where('id', '=', instanceId)
    .executeTakeFirst();
  const network = `network ${[...new Set(leadsTo)].join(' and ')}`;
  const charged = charge === undefined ? 'not charged' : 'charged';

  const { events } = await listInstanceEvents(database.kysely, instanceId, { limit: 100 });
  const history = events.map(({ what }) =>
    what.kind === 'state_changed' ? `${what.from} to ${what.to}` : what.kind,
  );
  return `${record.join(', ')} | ${vmms.join('; ')} | ${network}, ${charged} | ${history.join(', ')}`;
}

const stopped = 'no_vmm, guest_shutdown';
const gone = 'network nowhere, not charged';
const runs = 'network there, charged';

/** A3.7, in its order; what the start of an update does when the instance was deleted is a test of its own. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'active VMM destroyed',
    a: 'destroyed',
    expected: `${stopped} | a destroyed, gone | ${gone} | guest_shutdown, stopping to stopped`,
  },
  {
    name: 'migration source completed',
    a: 'stopping',
    b: 'migrating',
    sides: ['completed', 'in_progress'],
    expected: `vmm, running, on b, to b, migrating | a stopping, active; b migrating, target | ${runs} | `,
  },
  {
    name: 'migration target completed',
    a: 'migrating',
    b: 'running',
    sides: ['in_progress', 'completed'],
    expected: `vmm, running, on b | a migrating, tombstoned; b running, active | ${runs} | migration_completed, migrating to running`,
  },
  {
    name: 'source completed and destroyed',
    a: 'destroyed',
    b: 'migrating',
    sides: ['completed', 'in_progress'],
    expected: `vmm, running, on b, to b, migrating | a destroyed, gone; b migrating, target | ${runs} | `,
  },
  {
    name: 'both completed, the source destroyed',
    a: 'destroyed',
    b: 'running',
    sides: ['completed', 'completed'],
    expected: `vmm, running, on b | a destroyed, gone; b running, active | ${runs} | migration_completed, migrating to running`,
  },
  {
    name: 'target failed',
    a: 'running',
    b: 'failed',
    sides: ['failed', 'failed'],
    expected: `vmm, running, on a | a running, active; b failed, gone | ${runs} | migration_failed, migrating to running`,
  },
  {
    name: 'target failed and destroyed',
    a: 'running',
    b: 'destroyed',
    sides: ['in_progress', 'failed'],
    expected: `vmm, running, on a | a running, active; b destroyed, gone | ${runs} | migration_failed, migrating to running`,
  },
  {
    name: 'source failed and destroyed',
    a: 'destroyed',
    b: 'migrating',
    sides: ['failed', 'in_progress'],
    expected: `${stopped} | a destroyed, gone; b migrating, target | ${gone} | migration_failed, guest_shutdown, migrating to stopped`,
  },
  {
    name: 'everyone died',
    a: 'destroyed',
    b: 'destroyed',
    sides: ['failed', 'failed'],
    expected: `${stopped} | a destroyed, gone; b destroyed, gone | ${gone} | migration_failed, guest_shutdown, migrating to stopped`,
  },
  {
    name: 'completed, then the target destroyed',
    a: 'destroyed',
    b: 'destroyed',
    sides: ['completed', 'completed'],
    expected: `${stopped} | a destroyed, gone; b destroyed, gone | ${gone} | migration_completed, guest_shutdown, migrating to stopped`,
  },
  {
    name: 'active VMM failed',
    a: 'failed',
    expected: `failed, running | a failed, gone | ${gone} | vmm_failed, stopping to failed`,
  },
  {
    name: 'both over, and neither side has reported',
    a: 'failed',
    b: 'failed',
    sides: ['in_progress', 'in_progress'],
    expected: `failed, running | a failed, gone; b failed, gone | ${gone} | migration_failed, vmm_failed, migrating to failed`,
  },
];

export function scenario(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

/** A new instance that this has happened to. Nobody has updated it yet. */
export async function arrange(
  world: World,
  { a, b, sides }: Pick<Scenario, 'a' | 'b' | 'sides'>,
): Promise<Arranged> {
  const { instance, vmm } = await world.addRunning();
  if (b === undefined || sides === undefined) {
    await report(world, vmm.id, { state: stateOf(a) });
    return { instanceId: instance.id, a: vmm.id, b: null };
  }
  const { database } = world;
  const now = world.services.now();
  const sledId = world.sledIds[1] ?? '';
  const plan = {
    id: randomUUID(),
    instanceId: instance.id,
    sledId,
    propolisIp: 'fd00:1122:3344:101::1:3',
    cpuPlatform: 'amd_milan',
  } as const;
  const target: Vmm = {
    ...newVmm(plan, now),
    runtime: { state: { kind: 'starting' }, gen: 2, timeUpdated: now },
  };
  const migrationId = randomUUID();
  const side = { state: 'pending', gen: 1, timeUpdated: null } as const;
  await database.transaction(async (transaction) => {
    accepted(await insertVmm(transaction, target));
    const resources = { hardwareThreads: instance.ncpus, rssRam: 0, reservoirRam: instance.memory };
    const reservation = { id: target.id, sledId, instanceId: instance.id, resources };
    accepted(await insertReservation(transaction, { ...reservation, state: 'target' }));
    await insertMigration(transaction, {
      id: migrationId,
      instanceId: instance.id,
      timeCreated: now,
      timeDeleted: null,
      source: { vmmId: vmm.id, ...side },
      target: { vmmId: target.id, ...side },
    });
    const ids = { instanceId: instance.id, migrationId };
    const vmms = { sourceVmmId: vmm.id, targetVmmId: target.id };
    accepted(await setMigrationIds(transaction, { ...ids, ...vmms }, now));
  });
  await world.services.sledAgent(sledId).registerVmm({
    instance,
    vmm: target,
    runtime: target.runtime,
    localDisks: [],
    migrationId,
  });
  await report(world, vmm.id, {
    state: stateOf(a),
    migrationOut: { migrationId, state: sides[0] },
  });
  await report(world, target.id, { state: stateOf(b), migrationIn: sides[1] });
  return { instanceId: instance.id, a: vmm.id, b: target.id };
}

/** Something happens to a VMM, and its sled agent has reported it. */
export async function report(world: World, vmmId: string, change: VmmChange): Promise<void> {
  const said = await world.rack.change(vmmId, change);
  accepted(
    await world.database.transaction((transaction) =>
      vmmAndMigrationUpdateRuntime(transaction, vmmId, said.vmmState, migrations(said)),
    ),
  );
}
