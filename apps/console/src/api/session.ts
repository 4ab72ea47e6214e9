import {
  type api as externalApi,
  connect as connectExternal,
  projectList,
  type Connection,
} from '@skewline/nexus-client/external';
import {
  type api as operatorApi,
  connect as connectOperator,
  backgroundTaskList,
  told,
} from '@skewline/nexus-client/operator';
import { CallProblem, problemOf } from './problem.ts';
import { createPulse, type Pulse } from './pulse.ts';

export type ExternalConnection = Connection<typeof externalApi.name>;
export type OperatorConnection = Connection<typeof operatorApi.name>;

/** Somebody who has signed in, and how to ask nexus in their name. */
export interface Session {
  readonly external: ExternalConnection;
  readonly operator: OperatorConnection;
  /** Whether the operator API lets them in. */
  readonly isOperator: boolean;
  readonly pulse: Pulse;
}

/** Attempts after the first. The page itself asks again and again, so a call need not. */
const retries = 1;

/** Somebody looks at the page, and is to be told soon that nobody answers. */
const timeoutMs = 8000;

/** Signs in: the token is tried. The problem is what to tell whoever has typed it. */
export async function signIn(token: string, origin: string): Promise<Session | CallProblem> {
  const pulse = createPulse();
  const headers = { authorization: `Bearer ${token}` };
  const common = { headers, retries, timeoutMs };
  let external: ExternalConnection;
  let operator: OperatorConnection;
  try {
    new Headers(headers);
    external = connectExternal({ ...common, baseUrl: origin, fetch: pulse.fetchFor('external') });
    operator = connectOperator({
      ...common,
      baseUrl: `${origin}/operator`,
      fetch: pulse.fetchFor('operator'),
      // Who is no operator is not even told which versions there are; every answer says them.
      versions: told('1.0.0'),
    });
  } catch {
    return new CallProblem('signed_out', 'This is no token.');
  }
  const tried = await projectList(external, { query: { limit: 1 } });
  if (!tried.ok) return problemOf(tried);
  const asked = await backgroundTaskList(operator);
  if (asked.ok) return { external, operator, isOperator: true, pulse };
  const problem = problemOf(asked);
  // Nobody is taken for less than they are because nexus has trouble.
  if (problem.kind !== 'forbidden' && problem.kind !== 'not_found') return problem;
  return { external, operator, isOperator: false, pulse };
}

const storedAs = 'skewline-token';

/** The token of this tab; it goes when the tab does. */
export const keptToken = {
  read: (): string | null => sessionStorage.getItem(storedAs),
  keep: (token: string): void => sessionStorage.setItem(storedAs, token),
  forget: (): void => sessionStorage.removeItem(storedAs),
} as const;
