import { openApiDocument } from '../emit/openapi.ts';
import type { Version } from '../model/api.ts';
import type { Verdict } from '../verdict/finding.ts';

/** Until verdicts exist: whatever differs in more than words is not proven. */
export function judgeStep(older: Version, newer: Version): Verdict {
  const text = (version: Version): string =>
    JSON.stringify(openApiDocument('', version), (key, value: unknown) =>
      ['description', 'summary', 'title', 'tags'].includes(key) && typeof value !== 'object' ? undefined : value,
    );
  const answer = text(older) === text(newer) ? 'compatible' : 'unproven';
  return { api: older.title, from: older.id.text, to: newer.id.text, answer, findings: [] };
}
