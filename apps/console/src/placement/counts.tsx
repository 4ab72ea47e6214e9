import type { ReactNode } from 'react';
import type { Counted } from './counted.ts';
import { KindMark } from './kind-mark.tsx';
import './placement.css';

/** More sleds than this are not drawn one by one. */
const drawnAtMost = 64;

/** Sleds as squares and in words, by what keeps them from taking an instance. */
export function CountedSleds({ counted }: { readonly counted: Counted }): ReactNode {
  const { summary, groups } = counted;
  // Where all can take it, that is all there is to say.
  const told = groups.every(({ kind }) => kind === 'fits') ? [] : groups;
  const squares = groups.flatMap(({ kind, sleds }) => Array.from({ length: sleds }, () => kind));
  return (
    <div className="placement-counts">
      <p className="placement-summary">{summary}</p>
      <div className="placement-squares" aria-hidden="true">
        {squares.slice(0, drawnAtMost).map((kind, index) => (
          // They are alike and have no names: their place is all there is.
          <span key={index} className={`placement-square ${kind}`} />
        ))}
        {squares.length > drawnAtMost && <span>+{squares.length - drawnAtMost}</span>}
      </div>
      {told.length > 0 && (
        <ul className="placement-groups">
          {told.map(({ kind, label, text }) => (
            <li key={label}>
              <KindMark kind={kind} />
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
