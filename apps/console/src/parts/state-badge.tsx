import type { ReactNode } from 'react';

/** How a state is meant. Each has a shape too: nothing is said by colour alone. */
export type Tone =
  /** It does what it should. */
  | 'good'
  /** It is on its way. */
  | 'busy'
  /** It rests, as it was told to. */
  | 'off'
  /** Somebody should look. */
  | 'warn'
  /** It has failed. */
  | 'bad';

const shapes: { readonly [Which in Tone]: string } = {
  good: '●',
  busy: '◐',
  off: '○',
  warn: '▲',
  bad: '✕',
};

export function StateBadge({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true" className="badge-shape">
        {shapes[tone]}
      </span>
      {children}
    </span>
  );
}
