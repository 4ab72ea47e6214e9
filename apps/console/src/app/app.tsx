import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { Router } from 'wouter';
import { CallProblem } from '../api/problem.ts';
import { createQueryClient } from '../api/query-client.ts';
import { keptToken, type Session, signIn } from '../api/session.ts';
import { SessionContext } from '../api/session-context.ts';
import { useKeptFocus } from '../parts/kept-focus.ts';
import { Loading } from '../parts/loading.tsx';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

/** Who is at the page: nobody, somebody whose kept token is being tried, or somebody signed in. */
type Visitor =
  | {
      readonly kind: 'unknown';
      readonly problem: CallProblem | null;
      /** One that may be good: nobody could say. */
      readonly token: string | null;
    }
  | { readonly kind: 'trying'; readonly token: string }
  | { readonly kind: 'known'; readonly session: Session };

/** The console: the sign-in, or the shell with its pages. */
export function App(): ReactNode {
  useKeptFocus();
  const [visitor, setVisitor] = useState<Visitor>(() => {
    const token = keptToken.read();
    return token === null ? nobody(null) : { kind: 'trying', token };
  });
  const token = visitor.kind === 'trying' ? visitor.token : null;
  useEffect(() => {
    if (token === null) return undefined;
    let isWanted = true;
    void signIn(token, location.origin).then((result) => {
      if (!isWanted) return;
      if (!(result instanceof CallProblem)) {
        keptToken.keep(token);
        setVisitor({ kind: 'known', session: result });
      } else if (result.kind === 'signed_out') {
        keptToken.forget();
        setVisitor(nobody(result));
      } else {
        setVisitor({ kind: 'unknown', problem: result, token });
      }
    });
    return () => {
      isWanted = false;
    };
  }, [token]);
  if (visitor.kind === 'trying') return <Loading what="who you are" />;
  if (visitor.kind === 'unknown') {
    const trying = (typed: string): void => setVisitor({ kind: 'trying', token: typed });
    return <SignIn problem={visitor.problem} token={visitor.token} onToken={trying} />;
  }
  return (
    <SignedIn
      session={visitor.session}
      onEnd={(problem) => {
        keptToken.forget();
        setVisitor(nobody(problem));
      }}
    />
  );
}

function nobody(problem: CallProblem | null): Visitor {
  return { kind: 'unknown', problem, token: null };
}

function SignedIn({
  session,
  onEnd,
}: {
  readonly session: Session;
  readonly onEnd: (problem: CallProblem | null) => void;
}): ReactNode {
  const [isOver, setOver] = useState(false);
  // A cache of their own for everybody: nobody sees what somebody else was shown in this tab.
  const client = useMemo(() => createQueryClient(() => setOver(true)), [session]);
  const end = useCallback((): void => onEnd(null), [onEnd]);
  useEffect(() => {
    if (isOver) onEnd(new CallProblem('signed_out', 'Your token is not good any more.'));
  }, [isOver, onEnd]);
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={client}>
        <Router base="/console">
          <Shell onSignOut={end} />
        </Router>
      </QueryClientProvider>
    </SessionContext>
  );
}
