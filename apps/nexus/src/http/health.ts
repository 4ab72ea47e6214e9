import { type Database, isUnavailable, type Tables } from '@skewline/db-model';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';

/** Whether this nexus should be asked anything. */
export interface Health {
  /** Why not; null if it should. Never rejects. */
  notReady(): Promise<string | null>;
  /** From now on it should not: it is about to stop. */
  stop(): void;
}

/** How long the database may take to answer. */
const patienceMs = 2000;

export function createHealth(database: Database<Tables>): Health {
  let stopping = false;
  let asking: Promise<string | null> | null = null;

  const ask = async (): Promise<string | null> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('the database does not answer in time'), patienceMs);
    });
    const answer = sql`SELECT 1`.execute(database.kysely).then(
      () => null,
      (error: unknown) =>
        isUnavailable(error) ? 'the database does not answer' : 'the database has trouble',
    );
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async notReady() {
      if (stopping) return 'this nexus is stopping';
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    stop() {
      stopping = true;
    },
  };
}

/** `/health/live` says that the process answers, `/health/ready` that it can be of use. Nobody needs a token. */
export function addHealth(app: FastifyInstance, health: Health): void {
  app.get('/health/live', async () => ({ live: true }));
  app.get('/health/ready', async (_request, reply) => {
    const why = await health.notReady();
    if (why === null) return { ready: true };
    return reply.code(503).send({ ready: false, why });
  });
}
