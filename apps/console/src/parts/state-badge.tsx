import type { ReactNode } from 'react';
import type { Tone } from './tone.ts';

export type { Tone } from './tone.ts';

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
