import type { Problem } from '../../model/problem.ts';
import type { Answer, DocumentPlace, Verdict, VerdictFinding } from '../finding.ts';
import { worst } from '../policy.ts';
import type { Approval } from './approval.ts';

/**
 * What a finding means for the change that is judged. `refused` and `noted` have both no approval;
 * which it is depends on whether the versions may change at all, and that the command knows.
 */
export type Standing = 'compatible' | 'approved' | 'noted' | 'refused';

export interface JudgedFinding extends VerdictFinding {
  /** The worst of its flows. One that reaches none is compatible. */
  readonly answer: Answer;
  readonly standing: Standing;
  readonly approval?: Pick<Approval, 'dependents' | 'reason'>;
  readonly before?: LocatedPlace;
  readonly after?: LocatedPlace;
}

export interface LocatedPlace extends DocumentPlace {
  /** Counted from 1; absent where nobody has looked, or the document does not have the place. */
  readonly line?: number;
}

/** A verdict whose findings have met the approvals. */
export interface JudgedVerdict extends Verdict {
  readonly findings: readonly JudgedFinding[];
}

export interface ApplyOptions {
  /** Whether what is neither compatible nor approved is refused, or only noted. */
  readonly enforced: boolean;
  /**
   * The approvals that had landed already. Given only where the verdicts have every change that there
   * is to approve: then an approval that meets none of them is a problem.
   */
  readonly landed?: readonly Approval[];
}

export interface Applied {
  readonly verdicts: readonly JudgedVerdict[];
  /** Approvals that approve nothing. */
  readonly problems: readonly Problem[];
}

/** Says of each finding whether it passes, and of each approval whether it is still of use. */
export function applyApprovals(
  verdicts: readonly Verdict[],
  approvals: readonly Approval[],
  { enforced, landed }: ApplyOptions,
): Applied {
  const byKey = new Map(approvals.map((one) => [keyOf(one.api, one.id), one]));
  const judged = verdicts.map((verdict) => ({
    ...verdict,
    findings: verdict.findings.map((finding) =>
      judgedFinding(finding, byKey.get(keyOf(verdict.api, finding.id)), enforced),
    ),
  }));
  return {
    verdicts: judged,
    problems: landed === undefined ? [] : staleApprovals(judged, approvals, landed),
  };
}

/** Whether a command that shows these has to end with 100. */
export function hasRefused(verdicts: readonly JudgedVerdict[]): boolean {
  return verdicts.some(({ findings }) => findings.some(({ standing }) => standing === 'refused'));
}

function judgedFinding(
  finding: VerdictFinding,
  approval: Approval | undefined,
  enforced: boolean,
): JudgedFinding {
  const answer = worst(Object.values(finding.flows));
  if (answer === 'compatible') return { ...finding, answer, standing: 'compatible' };
  if (approval === undefined) return { ...finding, answer, standing: enforced ? 'refused' : 'noted' };
  const { dependents, reason } = approval;
  return { ...finding, answer, standing: 'approved', approval: { dependents, reason } };
}

/**
 * An approval outlives its change: once it is on the main line nothing differs from it any more. Then
 * it is only reported, as otherwise every approved change would break the main line when it lands.
 * One that is new and meets no change is a mistake.
 */
function staleApprovals(
  verdicts: readonly JudgedVerdict[],
  approvals: readonly Approval[],
  landed: readonly Approval[],
): readonly Problem[] {
  const standings = new Map<string, Standing>();
  for (const { api, findings } of verdicts) {
    for (const { id, standing } of findings) {
      // One change can stand in several steps; it needs the approval if it does in one of them.
      const key = keyOf(api, id);
      if (standing !== 'compatible' || !standings.has(key)) standings.set(key, standing);
    }
  }
  const hasLanded = new Set(landed.map(({ api, id }) => keyOf(api, id)));
  return approvals.flatMap(({ api, id, place }): readonly Problem[] => {
    const standing = standings.get(keyOf(api, id));
    if (standing !== undefined && standing !== 'compatible') return [];
    const isOld = hasLanded.has(keyOf(api, id));
    const why =
      standing === 'compatible'
        ? `${id} needs no approval: it is compatible`
        : isOld
          ? `${id} has landed: nothing differs by it any more`
          : `no change of ${api} has the id ${id}`;
    const fix =
      isOld || standing === 'compatible'
        ? 'remove the entry'
        : `remove the entry, or write the id of a change that the check shows${unapprovedIds(verdicts, api)}`;
    const severity = isOld ? 'warning' : 'error';
    return [{ code: 'approval_stale', severity, message: why, fix, ...place }];
  });
}

/** The changes that an id with a mistake in it may have meant. */
function unapprovedIds(verdicts: readonly JudgedVerdict[], api: string): string {
  const findings = verdicts.filter((verdict) => verdict.api === api).flatMap((one) => one.findings);
  const unapproved = findings.filter(({ standing }) => standing === 'refused' || standing === 'noted');
  const ids = [...new Set(unapproved.map(({ id }) => id))];
  const more = ids.length > 3 ? ', …' : '';
  return ids.length === 0 ? '' : `: ${ids.slice(0, 3).join(', ')}${more}`;
}

function keyOf(api: string, id: string): string {
  // No id has white space, so two pairs never have one key.
  return `${id} ${api}`;
}
