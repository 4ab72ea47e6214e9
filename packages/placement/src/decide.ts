import type { Decision } from './decision.ts';
import type { Rack } from './rack.ts';
import type { Random } from './random.ts';
import type { PlacementRequest } from './snapshot.ts';
import type { Strategy } from './strategies.ts';

export interface DecideOptions {
  readonly random: Random;
  /** How to choose within the class that the rules leave; `any` unless told otherwise. */
  readonly strategy?: Strategy;
  /** Sleds that turned out to be taken meanwhile. One that is required stays required. */
  readonly taken?: ReadonlySet<string>;
}

/**
 * Chooses a sled for an instance, or says that there is none. It changes nothing: what comes of a
 * choice is told to the rack with `applyReservation`. The same rack, request and seed give the same
 * decision, however the rack came to be as it is.
 */
export declare function decide(
  rack: Rack,
  request: PlacementRequest,
  options: DecideOptions,
): Decision;
