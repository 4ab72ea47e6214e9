import type { ReactNode } from 'react';

/** A text of several lines: the first says what it is, the others are there for whoever asks. */
export function LongText({ text }: { readonly text: string }): ReactNode {
  const [first = '', ...more] = text.split('\n');
  return (
    <>
      <p>{first}</p>
      {more.length > 0 && (
        <details>
          <summary>In full</summary>
          <pre tabIndex={0}>{text}</pre>
        </details>
      )}
    </>
  );
}
