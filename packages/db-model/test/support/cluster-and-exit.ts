import { setup } from './postgres-cluster.ts';

/** As vitest does it: a server for the run, and after it the exit code that the tests have earned. */
const stop = await setup({ provide: () => undefined });
process.exitCode = 3;
await stop();
