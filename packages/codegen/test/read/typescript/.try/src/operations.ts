import type { Operation, Reply, Uuid } from '@skewline/runtime/api';
import type { A, ErrorBody } from './v1/a.ts';
export interface Operations {
  /** Registers. More words. */
  register: Operation<'PUT', '/a/{id}', { path: { id: Uuid }; query: { limit?: number }; body: A; responses: { 200: Reply<A, { 'start-attempt'?: Uuid }>; '4XX': ErrorBody; 204: void }; tags: ['a', 'b']; security: [{ bearer: [] }]; doNotForward: 'not so' }>;
  two: [Operation<'GET', '/a', { responses: { 200: A[] }; until: 1 }>, Operation<'GET', '/as', { responses: { 200: A[] }; since: 7 }>];
}
