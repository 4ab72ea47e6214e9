import type { Operation, Uuid } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type { Sled, SledEvacuation, SledPut, Sleds } from '../v1/sled.ts';

export interface SledOperations {
  /** Lists all sleds, and how much of them is taken. */
  sled_list: Operation<'GET', '/sleds', { responses: { 200: Sleds; '4XX': Error; '5XX': Error } }>;

  /** Tells the control plane of a sled: what it is, what it has, and where its sled agent listens. */
  sled_put: Operation<
    'PUT',
    '/sleds/{sled_id}',
    {
      path: { sled_id: Uuid };
      body: SledPut;
      responses: { 200: Sled; '4XX': Error; '5XX': Error };
    }
  >;

  /** Says whether a sled is being emptied: then nothing new is placed on it. */
  sled_set_evacuation: Operation<
    'PUT',
    '/sleds/{sled_id}/evacuation',
    {
      path: { sled_id: Uuid };
      body: SledEvacuation;
      responses: { 200: Sled; '4XX': Error; '5XX': Error };
    }
  >;

  /** Takes a sled out of the rack for good, with all that is on it. There is no way back. */
  sled_expunge: Operation<
    'POST',
    '/sleds/{sled_id}/expunge',
    { path: { sled_id: Uuid }; responses: { 200: Sled; '4XX': Error; '5XX': Error } }
  >;
}
