import type { Problem } from '../packages/problem.ts';
import { record } from '../src/tree.ts';

/** Something that is known to be wrong with a package, as npm's registry tells it. */
export interface Advisory {
  /** `GHSA-…`, the end of its address. */
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** Why an advisory does not concern us. */
export interface Explanation {
  readonly id: string;
  readonly package: string;
  readonly reason: string;
}

/** The advisories of a report of `npm audit --json`, or why there is no report. */
export function advisoriesOf(
  report: unknown,
): { readonly advisories: readonly Advisory[] } | { readonly unanswered: string } {
  const { vulnerabilities, message } = record(report);
  if (vulnerabilities === undefined) {
    return { unanswered: typeof message === 'string' ? message : 'npm audit gives no report' };
  }
  const found = new Map<string, Advisory>();
  for (const vulnerability of Object.values(record(vulnerabilities))) {
    const { via } = record(vulnerability);
    // A text names another package in the report, through which this one is concerned.
    for (const cause of Array.isArray(via) ? via.map(record) : []) {
      const { name, title, url, severity } = cause;
      if (typeof url !== 'string') continue;
      const id = url.replace(/^.*\//, '');
      found.set(`${id} ${String(name)}`, {
        id,
        package: String(name),
        severity: String(severity),
        title: String(title),
      });
    }
  }
  return { advisories: [...found.values()] };
}

/** Advisories that nobody has explained, and explanations of what is known no more. */
export function auditProblems(
  advisories: readonly Advisory[],
  explained: readonly Explanation[],
): readonly Problem[] {
  const where = 'tools/audit/explained.ts';
  const same = (one: Explanation | Advisory, other: Explanation | Advisory): boolean =>
    one.id === other.id && one.package === other.package;
  return [
    ...advisories
      .filter((advisory) => !explained.some((one) => same(one, advisory)))
      .map(({ id, package: name, severity, title }) => ({
        what: `${name}: ${title} (${severity}, ${id})`,
        where: `https://github.com/advisories/${id}`,
        fix: `take a version of ${name} without it, or say in ${where} why it does not concern us`,
      })),
    ...explained
      .filter((one) => !advisories.some((advisory) => same(one, advisory)))
      .map(({ id, package: name }) => ({
        what: `${id} of ${name} is explained, and npm does not report it`,
        where,
        fix: 'take the explanation out',
      })),
  ];
}
