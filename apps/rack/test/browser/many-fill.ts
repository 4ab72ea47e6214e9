import { type Database, instanceRow, startAttemptRow, type Tables } from '@skewline/db-model';
import { newStartAttempt, startFailure } from '@skewline/nexus-types/domain';
import { randomUUID } from 'node:crypto';
import { sampleInstance } from '../../../../packages/db-model/test/store/samples.ts';
import { gibibyte } from '../../src/index.ts';

const made = '2026-11-01T06:00:00.000000Z';
const ended = '2026-11-01T06:00:02.000000Z';

/** PostgreSQL takes 65,535 parameters in one statement, and an instance has 26 columns. */
const rowsAtOnce = 1000;

/** One in so many could not be started when somebody wanted it. */
export const refusedOneIn = 10;

/** Stopped instances of a project, as if they had been there for weeks: `instance-00001` and so on. */
export async function fill(
  { kysely }: Database<Tables>,
  projectId: string,
  count: number,
): Promise<void> {
  for (let from = 0; from < count; from += rowsAtOnce) {
    const instances = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, at) => {
      const name = `instance-${String(from + at + 1).padStart(5, '0')}`;
      return sampleInstance({
        projectId,
        name,
        description: `the one with the number ${String(from + at + 1)}`,
        hostname: name,
        ncpus: 2,
        memory: 4 * gibibyte,
        timeCreated: made,
        timeModified: made,
        intendedState: 'stopped',
      });
    });
    await kysely.insertInto('instance').values(instances.map(instanceRow)).execute();
    const attempts = instances
      .filter((_, at) => (from + at + 1) % refusedOneIn === 0)
      .map(({ id: instanceId }) =>
        startAttemptRow({
          ...newStartAttempt(
            { id: randomUUID(), instanceId, origin: 'user', requestId: randomUUID() },
            made,
          ),
          outcome: {
            kind: 'failed',
            timeFinished: ended,
            failure: startFailure('no_capacity'),
          },
        }),
      );
    await kysely.insertInto('start_attempt').values(attempts).execute();
  }
}
