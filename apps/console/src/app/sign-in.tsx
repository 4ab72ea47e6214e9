import { type ReactNode, useId, useState } from 'react';
import type { CallProblem } from '../api/problem.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** Asks for a token. */
export function SignIn({
  problem,
  token: kept,
  onToken,
}: {
  /** Why they are here again. */
  readonly problem: CallProblem | null;
  /** One that may be good: nobody could say. */
  readonly token: string | null;
  readonly onToken: (token: string) => void;
}): ReactNode {
  const id = useId();
  const [token, setToken] = useState(kept ?? '');
  const [isEmpty, setEmpty] = useState(false);
  const text = isEmpty ? 'Paste your token first.' : problem === null ? null : problemText(problem);
  return (
    <main className="sign-in">
      <title>Sign in · Skewline</title>
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          const given = token.trim();
          setEmpty(given === '');
          if (given !== '') onToken(given);
        }}
      >
        <h1>Skewline</h1>
        <p>See what your instances do, and why one does not run.</p>
        <label htmlFor={id}>Token</label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          autoFocus
          spellCheck={false}
          value={token}
          aria-invalid={text !== null}
          aria-describedby={`${id}-hint ${id}-problem`}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <p id={`${id}-hint`} className="hint">
          It begins with <code>skw_</code>. The operator of the rack gives you one. This tab keeps
          it until you close it.
        </p>
        <p id={`${id}-problem`} className="problem-line" role="alert">
          {text}
        </p>
        <button type="submit" className="primary">
          Sign in
        </button>
      </form>
      <ThemeSwitch />
    </main>
  );
}

function problemText({ kind, message }: CallProblem): string {
  if (kind === 'signed_out') return `${capital(message)} Ask the operator for a new one.`;
  if (kind === 'lost') return 'Nexus does not answer. See that it runs, then try again.';
  if (kind === 'unavailable') return 'The database of nexus is away. Try again in a moment.';
  return message;
}

/** Nexus says `credentials missing or invalid`, which nobody who has typed a token needs. */
function capital(message: string): string {
  return message.startsWith('credentials') ? 'Nexus does not know this token.' : message;
}
