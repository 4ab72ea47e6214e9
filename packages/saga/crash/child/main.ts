import type { Request } from '../protocol.ts';
import { answer } from './answer.ts';
import { runLink } from './chain.ts';
import { runOwner } from './owner.ts';
import { drain, runPending } from './pending.ts';

/** A process that is to be killed, or that goes on with what another one left. Its argument is a `Request`. */
async function main(): Promise<void> {
  // Whoever started it wrote it: see `startChild`.
  const request = JSON.parse(process.argv[2] ?? '') as Request;
  switch (request.kind) {
    case 'chain':
      return runLink(request);
    case 'pending':
      return runPending(request);
    case 'drain':
      return drain(request);
    case 'owner':
      return runOwner(request);
  }
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  answer({ kind: 'broken', message });
  process.exit(1);
}
process.exit(0);
