import type { Operation } from '@skewline/runtime/api';
import type { Error } from '../v1/error.ts';
import type { SkewReport } from '../v1/skew.ts';

export interface SkewOperations {
  /** Says which version everybody in the rack speaks. */
  skew_report: Operation<
    'GET',
    '/skew',
    { responses: { 200: SkewReport; '4XX': Error; '5XX': Error } }
  >;
}
