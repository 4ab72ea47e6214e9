/**
 * The engine that keeps its sagas in our own tables (`saga`, `saga_event`, `saga_executor`), on PGlite and on PostgreSQL.
 * Results and rows of an action can be stored in one transaction (`RunContext.record`), and an executor that was taken
 * for dead writes nothing when it wakes up.
 */
export { createJournal } from './journal.ts';
