import type { ReactNode } from 'react';
import type { Verdict } from './picture.ts';

/** The colour and the pattern of a sled, as a small square beside its words. */
export function KindMark({ kind }: { readonly kind: Verdict['kind'] }): ReactNode {
  return <span className={`placement-square ${kind}`} aria-hidden="true" />;
}
