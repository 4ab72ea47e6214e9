import type { Problem } from '../model/problem.ts';
import type { Cheapest } from './cheapest.ts';
import type { CycleEdge } from './cycles.ts';
import type { ComponentEdge, Graph } from './graph.ts';
import type { Proposal } from './proposals.ts';

/** Calls that lead back to where they began, each by a server-side versioned API. */
export interface FoundCycle {
  readonly between: 'components' | 'units';
  /** In order, the whole of it. */
  readonly edges: readonly CycleEdge[];
}

/** All that `skewline graph` has to say; everything is rendered from it. */
export interface GraphReport {
  readonly graph: Graph;
  readonly edges: readonly ComponentEdge[];
  /** The shortest first; a cycle of units is left out where one of components says the same. */
  readonly cycles: readonly FoundCycle[];
  /** Whether there are more cycles than are listed. */
  readonly truncated: boolean;
  /** Where there are cycles: what to make client-side versioned. */
  readonly cheapest?: Cheapest;
  /** For APIs of which nobody has said how they are versioned. */
  readonly proposals: readonly Proposal[];
  /** Units, first those that are upgraded first; absent where there is a cycle or a proposal. */
  readonly order?: readonly (readonly string[])[];
  /** In its place: the order once what is proposed is done. */
  readonly orderThen?: readonly (readonly string[])[];
  readonly problems: readonly Problem[];
}
