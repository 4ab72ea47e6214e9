export { type Database, NestedTransaction, type TransactionOptions } from './database.ts';
export { UnsayableValue } from './column-types.ts';
export { type DatabaseLocation, openDatabase } from './open.ts';
export type { PostgresOptions } from './postgres.ts';
export { DatabaseProblem, type DatabaseProblemCode } from './problem.ts';
export { isUnavailable, type PatienceOptions, patiently } from './patience.ts';
export { preparedOnce } from './prepared.ts';
export { tendTables } from './tend.ts';
