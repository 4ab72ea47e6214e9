import type * as V1 from '../v1/a.ts';
import type { Kind } from '../v1/a.ts';
/** Newer A. */
export interface A extends Omit<V1.A, 'n' | 'old'> { extra: string | null; kind: Kind }
