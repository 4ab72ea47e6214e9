/**
 * What code that Skewline generated needs when it runs, and the words that decisions are written in.
 * No dependencies; runs in Node, browsers and workers.
 */
export {
  constant,
  type Context,
  type Decision,
  drop,
  lossy,
  type LossReport,
  move,
  refusal,
  refuse,
  rename,
  type Review,
  take,
} from './decision.ts';
export { climb, type Epoch, type Shim, versionAt, type Way } from './ladder.ts';
export { isObject, ownMember, setMember } from './objects.ts';
export type {
  OperationConversions,
  OperationResponse,
  RequestShim,
  ResponseShim,
} from './operation.ts';
export { jsonPointer, type Problem, Refusal, type RefusalOptions } from './refusal.ts';
export { distinct } from './repeats.ts';
export type { Refinement } from './refinement.ts';
export type { Built, Entry, Item, Keyed, Member, Tagged, Writable } from './type-helpers.ts';
