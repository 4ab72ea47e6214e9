import type { Problem } from '../../model/problem.ts';
import type { DocumentText } from '../../read/documents.ts';
import type { Verdict, VerdictFinding } from '../finding.ts';
import { approvalsFile } from '../approvals/approval.ts';
import { hashOf } from './file-name.ts';
import type { Findings, Judge } from './resolution.ts';
import type { BlessedDocument, LocalDocument } from './sources.ts';

/** The document of a frozen version, after what has landed was checked. */
export interface Frozen extends BlessedDocument {
  /** Whether git has another text under its name, that of an edit by hand. */
  readonly isRestored: boolean;
}

/**
 * Which text is frozen. A name proves the text that it was made of, so a document that landed after
 * an edit by hand is put right by whoever still has the text that its name tells.
 */
export function frozenDocument(
  landed: readonly BlessedDocument[],
  local: readonly LocalDocument[],
  generated: string | undefined,
  folder: string,
  findings: Findings,
): Frozen | undefined {
  const known = [generated, ...local.map(({ text }) => text)];
  const proven = landed.flatMap((one): Frozen[] => {
    const text = [one.text, ...known].find(
      (other) => other !== undefined && hashOf(other) === one.hash,
    );
    return text === undefined ? [] : [{ ...one, text, isRestored: text !== one.text }];
  });
  // The same document as a file and as a reference is one.
  const different = [...new Map(proven.map((one) => [one.text, one])).values()];
  const [only, ...others] = different;
  if (only === undefined) {
    const [edited] = landed;
    if (edited === undefined) return undefined;
    findings.refuse({
      code: 'frozen_corrupted',
      message: `${edited.file} landed after an edit by hand: its text has the hash ${hashOf(edited.text)}`,
      fix: `restore it from before the edit, \`git log -- ${edited.path}\` lists its commits, and run \`skewline generate\``,
      file: `${folder}/${edited.file}`,
    });
    return undefined;
  }
  if (others.length === 0) return only;
  const here = different.filter(({ text }) => local.some((one) => one.text === text));
  const chosen =
    different.find(({ text }) => text === generated) ?? (here.length === 1 ? here[0] : undefined);
  if (chosen !== undefined) return chosen;
  findings.refuse({
    code: 'frozen_duplicate',
    message: `${landed.map(({ file }) => file).join(' and ')} have both landed as one version`,
    fix: 'find out which one is in use, and remove the other',
    file: `${folder}/${only.file}`,
  });
  return undefined;
}

/** Judges a frozen version against what its sources would say now. */
export function judgeFrozen(
  frozen: DocumentText,
  now: DocumentText,
  options: {
    readonly judge: Judge;
    readonly isNewest: boolean;
    readonly allowTrivialChanges: boolean;
    readonly approved: ReadonlySet<string>;
    /** How to put it back. */
    readonly restore: string;
  },
  findings: Findings,
): {
  readonly verdict?: Verdict;
  /** An approved change takes the place of what was frozen. */
  readonly replaced?: true;
  /** What in it is neither compatible nor approved. */
  readonly refused?: readonly VerdictFinding[];
} {
  if (frozen.text === now.text) return {};
  const { value: verdict, problems } = options.judge(frozen, now);
  if (verdict === undefined) {
    const [first] = problems;
    const reason = first === undefined ? '' : `: ${first.message}`;
    findings.refuse({
      code: 'frozen_unreadable',
      message: `what has landed as ${frozen.file} cannot be compared${reason}`,
      fix: 'use the version of skewline that wrote it, or restore the document',
      file: frozen.file,
      ...(first?.pointer === undefined ? {} : { pointer: first.pointer }),
    });
    return {};
  }
  if (verdict.answer !== 'compatible') {
    const open = verdict.findings.filter((one) => isRisky(one) && !options.approved.has(one.id));
    // An intended break replaces what was frozen: when it lands nothing differs any more.
    if (verdict.findings.some(isRisky) && open.length === 0) return { verdict, replaced: true };
    const { severity: _, ...problem } = changedProblem(
      [verdict.to],
      open,
      now.file,
      options.restore,
    );
    findings.refuse(problem);
    return { verdict, refused: open };
  } else if (options.isNewest && !options.allowTrivialChanges) {
    findings.refuse({
      code: 'frozen_latest_differs',
      message: `version ${verdict.to} has landed, and would say the same in other words`,
      fix: `${options.restore} and make the change in a new version, or set allowTrivialChanges`,
      file: now.file,
    });
  }
  return { verdict };
}

function isRisky({ flows }: VerdictFinding): boolean {
  return Object.values(flows).some((answer) => answer !== 'compatible');
}

/**
 * That frozen versions would change. One problem for one change, in however many versions it is: a
 * type that ten of them share is changed once.
 */
export function changedProblem(
  versions: readonly string[],
  refused: readonly VerdictFinding[],
  file: string,
  restore: string,
): Problem & { readonly fix: string } {
  const breaking = refused.some(isBreaking);
  const worst = breaking ? refused.filter(isBreaking) : refused;
  const [first] = worst;
  const more = worst.length > 1 ? `, and ${String(worst.length - 1)} more` : '';
  const what = first === undefined ? '' : `: at ${first.path}, ${first.message}${more}`;
  const one = versions.length === 1;
  const who = one
    ? `version ${versions.join()} has landed`
    : `versions ${versions.join(', ')} have landed`;
  const fear = breaking
    ? 'would not stay compatible'
    : `nothing proves that ${one ? 'it stays' : 'they stay'} compatible`;
  return {
    code: breaking ? 'frozen_changed' : 'frozen_unproven',
    severity: 'error',
    message: `${who}, and ${fear}${what}`,
    fix: `${restore} and make the change in a new version${approval(first)}`,
    file,
    ...(first?.after === undefined ? {} : { pointer: first.after.pointer }),
    ...(first?.subject.kind === 'type' ? { type: first.subject.name } : {}),
  };
}

function isBreaking({ flows }: VerdictFinding): boolean {
  return Object.values(flows).includes('breaking');
}

function approval(first: VerdictFinding | undefined): string {
  return first === undefined ? '' : `; if it is meant, approve ${first.id} in ${approvalsFile}`;
}
