import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Heard } from './pulse.ts';
import type { ExternalConnection, OperatorConnection, Session } from './session.ts';

/** Who has signed in; null outside of the shell, where no page is. */
export const SessionContext: React.Context<Session | null> = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('only pages inside the shell have a session');
  return session;
}

/** For the functions of `@skewline/nexus-client/external`. */
export function useExternal(): ExternalConnection {
  return useSession().external;
}

/** For the functions of `@skewline/nexus-client/operator`. Who is no operator is refused there. */
export function useOperator(): OperatorConnection {
  return useSession().operator;
}

/** Whether nexus answers. The shell shows it; a page needs it only to say how old what it shows is. */
export function useHeard(): Heard {
  const { pulse } = useSession();
  return useSyncExternalStore(pulse.subscribe, pulse.heard);
}
