import type { EngineException } from '../engine/port.ts';

/** What this engine cannot promise. */
export const dbosExceptions: readonly EngineException[] = [
  {
    code: 'level_by_level',
    description:
      'A node waits for the whole stage before it, not only for its own parents: DBOS numbers steps in the order in ' +
      'which they are called, so what depends on how long things took cannot be replayed. That a node was started is ' +
      'stored together with how it ended; until then `events` does not show it.',
  },
  {
    code: 'one_per_process',
    description:
      'One engine in a process, and no other DBOS beside it: DBOS is one object for the whole process.',
  },
  {
    code: 'no_embedded_database',
    description:
      'It needs PostgreSQL: DBOS wants several connections, and a database in the process has one.',
  },
];
