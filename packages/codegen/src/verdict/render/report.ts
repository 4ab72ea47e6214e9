import type { Problem } from '../../model/problem.ts';
import { lineFinder } from '../../read/line-of.ts';
import type { JudgedFinding, JudgedVerdict, LocatedPlace, Standing } from '../approvals/apply.ts';
import type { Answer, DocumentPlace, Flow, VerdictFinding } from '../finding.ts';
import { allFlows } from '../policy.ts';

/** What every format shows. Each is a function of this alone. */
export interface Report {
  readonly verdicts: readonly JudgedVerdict[];
  readonly problems: readonly Problem[];
  readonly exitCode: number;
}

/** Gives each place its line in the text of its document, where that is known. */
export function locate(
  verdicts: readonly JudgedVerdict[],
  textOf: (file: string) => string | undefined,
): readonly JudgedVerdict[] {
  const finders = new Map<string, (pointer: string) => number | undefined>();
  const located = <Side extends 'before' | 'after'>(
    side: Side,
    place: DocumentPlace | undefined,
  ): { readonly [S in Side]?: LocatedPlace } => {
    if (place === undefined) return {};
    let find = finders.get(place.file);
    if (find === undefined) {
      const text = textOf(place.file);
      find = text === undefined ? (): undefined => undefined : lineFinder(text);
      finders.set(place.file, find);
    }
    const line = find(place.pointer);
    const found: LocatedPlace = line === undefined ? place : { ...place, line };
    // A computed key makes an index signature of it; the key is exactly Side.
    return { [side]: found } as { readonly [S in Side]: LocatedPlace };
  };
  return verdicts.map((verdict) => ({
    ...verdict,
    findings: verdict.findings.map((finding) => ({
      ...finding,
      ...located('before', finding.before),
      ...located('after', finding.after),
    })),
  }));
}

/** Who writes or reads, and what. */
export const flowWords: { readonly [F in Flow]: string } = {
  'old-client-request': 'request of an old client',
  'new-client-request': 'request of a new client',
  'old-client-response': 'response to an old client',
  'new-client-response': 'response to a new client',
  'stored-upgrade': 'stored data after an upgrade',
  'stored-rollback': 'stored data after a rollback',
};

/** The flows of a finding in the order in which they are shown, whatever order it was made in. */
export function flowsOf({ flows }: Pick<VerdictFinding, 'flows'>): readonly (readonly [Flow, Answer])[] {
  return allFlows.flatMap((flow) => {
    const answer = flows[flow];
    return answer === undefined ? [] : [[flow, answer] as const];
  });
}

/** What needs a person first. */
const standings: readonly Standing[] = ['refused', 'noted', 'approved', 'compatible'];

export function worstFirst(findings: readonly JudgedFinding[]): readonly JudgedFinding[] {
  return standings.flatMap((standing) => findings.filter((one) => one.standing === standing));
}

/** `2 refused, 1 compatible`; empty where there is no finding. */
export function countsText(findings: readonly JudgedFinding[]): string {
  return standings
    .map((standing) => [findings.filter((one) => one.standing === standing).length, standing] as const)
    .flatMap(([number, standing]) => (number === 0 ? [] : [`${String(number)} ${standing}`]))
    .join(', ');
}

/** Where a finding is shown: in the newer document, or else in the older. */
export function placeOf({ before, after }: JudgedFinding): LocatedPlace | undefined {
  return after ?? before;
}

/** `openapi/2.json:14 /components/schemas/Instance` */
export function placeText({ file, line, pointer }: LocatedPlace): string {
  const where = line === undefined ? file : `${file}:${String(line)}`;
  return pointer === '' ? where : `${where} ${pointer}`;
}

/** `createInstance (request, response)` */
export function operationText({ id, parts }: VerdictFinding['operations'][number]): string {
  return parts.length === 0 ? id : `${id} (${parts.join(', ')})`;
}

/** Who approved break depends on, and why it is meant. */
export function approvalText({ dependents, reason }: NonNullable<JudgedFinding['approval']>): string {
  const who = dependents.length === 0 ? 'nobody depends on it' : `known to ${dependents.join(', ')}`;
  return `${who}: ${reason}`;
}
