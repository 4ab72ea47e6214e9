/** What both servers share: how they listen, and what they say of themselves to their parent. */
import type { FastifyInstance } from 'fastify';

/** Microseconds of processor time since the process began. */
export interface Usage {
  readonly processor: number;
}

/** Listens, tells the parent where, and answers every message with what it has used up to then. */
export async function serve(app: FastifyInstance): Promise<void> {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ processor: user + system } satisfies Usage);
  });
  // A server without a parent has nobody to serve.
  process.on('disconnect', () => process.exit());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  process.send?.({ url });
}
