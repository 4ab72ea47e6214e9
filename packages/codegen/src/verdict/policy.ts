import type { Answer, Flow } from './finding.ts';

/** In the order in which they are shown. */
export const allFlows: readonly Flow[] = [
  'old-client-request',
  'old-client-response',
  'new-client-request',
  'new-client-response',
  'stored-upgrade',
  'stored-rollback',
];

/**
 * Who is upgraded when. `lockstep`: client and server at the same instant. `server`: the server is
 * never older than its clients. `client`: in any order, so a client may meet an older server.
 */
export type Policy = 'lockstep' | 'server' | 'client';

const flowsOfPolicy: { readonly [P in Policy]: readonly Flow[] } = {
  lockstep: ['stored-upgrade', 'stored-rollback'],
  server: ['old-client-request', 'old-client-response', 'stored-upgrade', 'stored-rollback'],
  client: allFlows,
};

/** The flows that happen; all of them where no policy is declared. */
export function flowsOf(policy: Policy | undefined): ReadonlySet<Flow> {
  return new Set(policy === undefined ? allFlows : flowsOfPolicy[policy]);
}

const order: { readonly [A in Answer]: number } = { compatible: 0, unproven: 1, breaking: 2 };

/** `breaking` is worse than `unproven`: it is known. */
export function worst(answers: Iterable<Answer>): Answer {
  let found: Answer = 'compatible';
  for (const answer of answers) if (order[answer] > order[found]) found = answer;
  return found;
}
