import type { ReactNode } from 'react';
import type { Verb } from './verbs.ts';

/** Buttons of what can be done. */
export function Verbs({
  verbs,
  onVerb,
}: {
  readonly verbs: readonly Verb[];
  readonly onVerb: (verb: Verb) => void;
}): ReactNode {
  if (verbs.length === 0) return null;
  return (
    <p className="saga-verbs">
      {verbs.map((verb) => (
        <button
          key={`${verb.kind} ${verb.node ?? ''}`}
          type="button"
          className={verb.isDangerous ? 'danger' : verb.kind === 'retry' ? 'primary' : undefined}
          onClick={() => onVerb(verb)}
        >
          {verb.words} …
        </button>
      ))}
    </p>
  );
}
