import { earlyNetworking } from './early-networking.ts';
import type { Decisions } from './generated/decisions.ts';
import { inventory } from './inventory.ts';
import { network } from './network.ts';

/** What a person has to decide about 48 versions; everything else is derived. */
export const decisions: Decisions = { ...network, ...inventory, ...earlyNetworking };
