import type { Database, Tables } from '@skewline/db-model';
import type { InstanceAutoRestartStatus } from '@skewline/nexus-client/external';
import type { Rack } from '../../src/index.ts';
import { readRecords } from './records.ts';
import type { SeeSleds } from './sleds.ts';
import type { Records, SeenSled, Snapshot } from './snapshot.ts';

export interface TakeOptions {
  readonly rack: Rack;
  readonly database: Database<Tables>;
  readonly seeSleds: SeeSleds;
  readonly off: readonly number[];
  readonly told: Pick<Snapshot, 'accepted' | 'created' | 'failed'>;
}

const mostTries = 5;

/** Takes a snapshot in which sleds did not change while the database was read, as far as that can be had. */
export async function takeSnapshot(options: TakeOptions): Promise<Snapshot> {
  const { rack, database, seeSleds, off, told } = options;
  for (let tries = 1; ; tries += 1) {
    const before = await seeSleds(off);
    const records = await readRecords(database);
    const restarts = await readRestarts(rack, records);
    const sleds = await seeSleds(off);
    if (textOf(before) === textOf(sleds) || tries === mostTries) {
      return { now: Date.now(), records, sleds, restarts, ...told };
    }
  }
}

function textOf(sleds: readonly SeenSled[]): string {
  return JSON.stringify(sleds.map(({ id, view }) => [id, view?.vmms]));
}

async function readRestarts(rack: Rack, records: Records): Promise<Snapshot['restarts']> {
  const meant = records.instances.filter(
    ({ time_deleted: deleted, intended_state: intended, state }) =>
      deleted === null && intended === 'running' && state !== 'vmm',
  );
  const found = await Promise.all(
    meant.map(async ({ id }): Promise<[string, InstanceAutoRestartStatus | null]> => {
      const answer = await rack.operator.external.instanceView({ path: { instance: id } });
      return [id, answer.ok ? (answer.value.auto_restart_status ?? null) : null];
    }),
  );
  return new Map(found);
}
