import {
  expungeSled,
  readSledUse,
  setSledEvacuating,
  type SledUse,
  type ToldDisk,
  writeToldSled,
} from '@skewline/db-model';
import {
  isProvisionable,
  type Resources,
  type Sled as KnownSled,
} from '@skewline/nexus-types/domain';
import type {
  Operations,
  Resources as ResourcesView,
  Sled,
  SledDisk,
  SledPut,
} from '@skewline/nexus-types/operator/v1';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { Handlers } from '@skewline/server';
import { answer } from '../external/answer.ts';
import { invalid, notFound } from '../external/lookup.ts';
import type { Nexus } from '../nexus.ts';

type SledHandlers = Pick<
  Handlers<Operations>,
  'sled_list' | 'sled_put' | 'sled_set_evacuation' | 'sled_expunge'
>;

/** What a database alone can answer. */
export function sledReadHandlers({
  database,
}: Pick<Nexus, 'database'>): Pick<SledHandlers, 'sled_list'> {
  return {
    async sled_list() {
      const sleds = await readSledUse(database.kysely);
      return { status: 200, body: { items: sleds.map(sledView) } };
    },
  };
}

export function sledHandlers(nexus: Nexus): SledHandlers {
  return {
    ...sledReadHandlers(nexus),
    async sled_put({ path, body }, call) {
      return answer(call, 200, await putSled(nexus, path.sled_id, body));
    },
    async sled_set_evacuation({ path, body }, call) {
      const { database, services } = nexus;
      const refusal = await database.transaction((transaction) =>
        setSledEvacuating(transaction, path.sled_id, body.evacuating, services.now()),
      );
      return answer(call, 200, await viewOf(nexus, path.sled_id, refusal));
    },
    async sled_expunge({ path }, call) {
      const { database, services, tasks } = nexus;
      const expunged = await database.transaction((transaction) =>
        expungeSled(transaction, path.sled_id, services.now()),
      );
      // What was on it has failed, and somebody should say so soon.
      if (expunged === true) tasks.activate('instance_watcher');
      const refusal = expunged instanceof Refusal ? expunged : null;
      return answer(call, 200, await viewOf(nexus, path.sled_id, refusal));
    },
  };
}

async function putSled(
  { database, services }: Nexus,
  sledId: Uuid,
  body: SledPut,
): Promise<Sled | Refusal> {
  const problem = checkSled(body);
  if (problem !== null) return problem;
  const now = services.now();
  return database.transaction(async (transaction) => {
    const disks = body.disks.map(toldDisk);
    const facts = { now, newId: services.newId };
    const written = await writeToldSled(transaction, toldSled(sledId, body, now), disks, facts);
    if (written instanceof Refusal) return written;
    const [sled] = await readSledUse(transaction, sledId);
    return sled === undefined ? notFound('sled', sledId) : sledView(sled);
  });
}

/** What the database would not take. */
function checkSled({ capacity, disks, serial, part }: SledPut): Refusal | null {
  const texts = [serial, part, ...disks.map((disk) => disk.serial)];
  if (texts.some((text) => !/^[^\0\p{Surrogate}]{1,128}$/su.test(text))) {
    return invalid('a serial or part number is empty, too long, or holds what is no text');
  }
  if (capacity.reservoir_ram >= capacity.rss_ram) {
    return invalid('capacity.reservoir_ram must be less than capacity.rss_ram');
  }
  if (disks.some((disk) => disk.control_plane_storage_buffer > disk.size)) {
    return invalid('control_plane_storage_buffer must not be more than size');
  }
  const told = (['id', 'zpool_id', 'dataset_id', 'serial'] as const).find(
    (name) => new Set(disks.map((disk) => disk[name].toLowerCase())).size < disks.length,
  );
  return told === undefined ? null : invalid(`two of the disks have the same ${told}`);
}

function toldSled(sledId: Uuid, body: SledPut, now: DateTime): KnownSled {
  return {
    id: sledId,
    rackId: body.rack_id,
    timeCreated: now,
    timeModified: now,
    timeDeleted: null,
    baseboard: { part: body.part, serial: body.serial, revision: body.revision },
    address: { ip: body.ip, port: body.port },
    policy: 'in_service',
    state: 'active',
    evacuating: false,
    cpuFamily: body.cpu_family,
    capacity: {
      hardwareThreads: body.capacity.hardware_threads,
      rssRam: body.capacity.rss_ram,
      reservoirRam: body.capacity.reservoir_ram,
    },
    sledAgentGen: body.generation,
  };
}

function toldDisk(disk: SledDisk): ToldDisk {
  return {
    physicalDiskId: disk.id,
    zpoolId: disk.zpool_id,
    localStorageId: disk.dataset_id,
    serial: disk.serial,
    size: disk.size,
    controlPlaneStorageBuffer: disk.control_plane_storage_buffer,
  };
}

/** The sled as it is now, unless what was asked of it was refused. */
async function viewOf(
  { database }: Nexus,
  sledId: Uuid,
  refusal: Refusal | null,
): Promise<Sled | Refusal> {
  if (refusal !== null && refusal.code !== 'sled_not_found') return refusal;
  const [sled] = await readSledUse(database.kysely, sledId);
  return sled === undefined ? notFound('sled', sledId) : sledView(sled);
}

function sledView({ sled, reserved, vmms }: SledUse): Sled {
  return {
    id: sled.id,
    serial: sled.baseboard.serial,
    part: sled.baseboard.part,
    revision: sled.baseboard.revision,
    ip: sled.address.ip,
    port: sled.address.port,
    cpu_family: sled.cpuFamily,
    policy: sled.policy,
    state: sled.state,
    evacuating: sled.evacuating,
    provisionable: isProvisionable(sled),
    capacity: resourcesView(sled.capacity),
    reserved: resourcesView(reserved),
    vmms,
    time_created: sled.timeCreated,
    time_modified: sled.timeModified,
    generation: sled.sledAgentGen,
  };
}

function resourcesView({ hardwareThreads, rssRam, reservoirRam }: Resources): ResourcesView {
  return { hardware_threads: hardwareThreads, rss_ram: rssRam, reservoir_ram: reservoirRam };
}
