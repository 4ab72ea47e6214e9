import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, isUnavailable, type Tables } from '@skewline/db-model';
import { overfull } from '../invariants/capacity.ts';
import type { Violation } from '../invariants/invariant.ts';
import type { SeeSleds } from '../snapshot/sleds.ts';
import type { SeenSled } from '../snapshot/snapshot.ts';
import { type Generations, GenerationWatch } from './generations.ts';
import { sameIn, splitBrains } from './split-brain.ts';

export interface WatcherOptions {
  readonly database: Database<Tables>;
  readonly seeSleds: SeeSleds;
  readonly onViolation: (violation: Violation) => void;
}

const periodMs = 1000;

/** Looks all the time, whatever goes on: generations, capacity, and instances that run twice. */
export async function watch(options: WatcherOptions, signal: AbortSignal): Promise<void> {
  const generations = new GenerationWatch();
  const told = new Set<string>();
  const tell = (violation: Violation): void => {
    if (told.has(violation.evidence)) return;
    told.add(violation.evidence);
    options.onViolation(violation);
  };
  while (!signal.aborted) {
    for (const one of await lookAtRows(options.database, generations)) tell(one);
    for (const one of await lookAtSleds(options)) tell(one);
    await sleep(periodMs);
  }
}

async function lookAtRows(
  { kysely }: Database<Tables>,
  watching: GenerationWatch,
): Promise<readonly Violation[]> {
  try {
    const rows: Generations = {
      instances: await kysely
        .selectFrom('instance')
        .select(['id', 'state', 'state_generation', 'active_propolis_id', 'updater_gen'])
        .execute(),
      vmms: await kysely
        .selectFrom('vmm')
        .select(['id', 'state', 'state_generation', 'time_deleted'])
        .execute(),
      migrations: await kysely
        .selectFrom('migration')
        .select(['id', 'source_state', 'source_gen', 'target_state', 'target_gen'])
        .execute(),
    };
    const full = overfull({
      sleds: await kysely.selectFrom('sled').selectAll().execute(),
      reservations: await kysely.selectFrom('sled_resource_vmm').selectAll().execute(),
    });
    return [
      ...watching.look(rows),
      ...full.map((evidence) => ({ invariant: 'capacity', evidence })),
    ];
  } catch (error) {
    if (isUnavailable(error)) return [];
    throw error;
  }
}

async function lookAtSleds({ seeSleds, database }: WatcherOptions): Promise<readonly Violation[]> {
  const first = splitBrains(await seeSleds([]));
  if (first.length === 0) return [];
  const again = await seeSleds([]);
  let inRack: readonly SeenSled[];
  try {
    const expunged = await database.kysely
      .selectFrom('sled')
      .select('id')
      .where('sled_policy', '=', 'expunged')
      .execute();
    // What is expunged is gone, as far as the rack is concerned.
    inRack = again.filter(({ id }) => expunged.every((sled) => sled.id !== id));
  } catch (error) {
    if (isUnavailable(error)) return [];
    throw error;
  }
  return sameIn(first, splitBrains(inRack)).map(({ text }) => ({
    invariant: 'no_split_brain',
    evidence: text,
  }));
}
