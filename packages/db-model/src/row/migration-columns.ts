import type { Migration } from '@skewline/nexus-types/domain';
import type { MigrationRow } from '../rows/index.ts';

/** The columns that the two sides become. */
export type MigrationSideColumns = Pick<
  MigrationRow,
  | 'source_state'
  | 'source_propolis_id'
  | 'source_gen'
  | 'time_source_updated'
  | 'target_state'
  | 'target_propolis_id'
  | 'target_gen'
  | 'time_target_updated'
>;

type MigrationSides = Pick<Migration, 'source' | 'target'>;

export function migrationSideColumns({ source, target }: MigrationSides): MigrationSideColumns {
  return {
    source_state: source.state,
    source_propolis_id: source.vmmId,
    source_gen: source.gen,
    time_source_updated: source.timeUpdated,
    target_state: target.state,
    target_propolis_id: target.vmmId,
    target_gen: target.gen,
    time_target_updated: target.timeUpdated,
  };
}

export function migrationSidesOfColumns(row: MigrationSideColumns): MigrationSides {
  return {
    source: {
      vmmId: row.source_propolis_id,
      state: row.source_state,
      gen: row.source_gen,
      timeUpdated: row.time_source_updated,
    },
    target: {
      vmmId: row.target_propolis_id,
      state: row.target_state,
      gen: row.target_gen,
      timeUpdated: row.time_target_updated,
    },
  };
}
