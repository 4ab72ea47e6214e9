/**
 * The engine on DBOS (`@dbos-inc/dbos-sdk`, an optional peer), on PostgreSQL. One DBOS workflow for each saga; the table
 * `saga` is its index. `exceptions` says what it cannot promise and the journal does.
 */
export { createDbos, type DbosOptions } from './dbos.ts';
