import type { ReactNode } from 'react';

/** Shown only after a moment, so that what comes at once does not flicker. */
export function Loading({
  what,
}: {
  /** After "Loading ": `the instances`. */
  readonly what: string;
}): ReactNode {
  return (
    <p className="loading" role="status">
      <span className="spinner" aria-hidden="true" /> Loading {what} …
    </p>
  );
}
