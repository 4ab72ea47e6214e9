import type { SkewReport } from '../report.ts';

/** The form that `schemas/skew.schema.json` describes; everything in it is there on purpose. */
export function skewJson(report: SkewReport): { readonly [name: string]: unknown } {
  const { api, sparse, versions, limits, pairs } = report;
  return { api, sparse, versions, limits, pairs };
}
