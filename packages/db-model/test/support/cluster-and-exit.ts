import { setup } from './postgres-cluster.ts';

/** As vitest does it: a server for the run, and after it the exit code that the tests have earned. */
// The cast: nothing else of the project is used.
const stop = await setup({ provide: () => undefined } as unknown as Parameters<typeof setup>[0]);
process.exitCode = 3;
await stop();
