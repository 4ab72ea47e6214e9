import type { Operation } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type { MigrationQuery, MigrationResultsPage } from '../v1/migration.ts';

export interface MigrationOperations {
  /** Lists migrations in the order of their ids. */
  migration_list: Operation<
    'GET',
    '/migrations',
    { query: MigrationQuery; responses: { 200: MigrationResultsPage; '4XX': Error; '5XX': Error } }
  >;
}
