/** What operators ask of the tables: lists over all projects, with the names of what they lead to. */
export {
  findRackInstance,
  listRackInstances,
  type RackInstance,
  type RackInstanceFilter,
} from './instance.ts';
export { listInstanceEventRows } from './instance-event.ts';
export { listRackMigrations, type RackMigrationFilter } from './migration.ts';
export {
  findSagaRow,
  listSagaEventRows,
  listSagaRows,
  listSagasAbout,
  type SagaFilter,
  type SagaRowKey,
  type SagaSummaryRow,
} from './saga.ts';
export {
  listRackStartAttempts,
  type RackStartAttempt,
  type RackStartAttemptFilter,
} from './start-attempt.ts';
export { findRackVmm, listRackVmms, type RackVmm, type RackVmmFilter } from './vmm.ts';
