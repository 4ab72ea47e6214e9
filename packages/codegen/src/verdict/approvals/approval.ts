/** The file of a package that records its intended breaks, beside `skewline.json`. */
export const approvalsFile = 'skewline-approvals.json';

/**
 * That a change which is breaking, or not proven to be compatible, was meant. There is no date on
 * which it ends: a check says tomorrow what it says today.
 */
export interface Approval {
  /** Of the finding. Another change has another id, so an approval never covers more than was read. */
  readonly id: string;
  readonly api: string;
  /** Who depends on what breaks, and has been asked; nobody, where the list is empty. */
  readonly dependents: readonly string[];
  readonly reason: string;
  /** Where it is written. */
  readonly place: { readonly file: string; readonly pointer: string; readonly line?: number };
}

/** Stands in an entry to paste where a person is to write; an entry that still has it is refused. */
export const toFillIn = '…';

/** An entry to paste, for a finding that needs one. */
export function approvalEntry(id: string, api: string): string {
  return JSON.stringify({ id, api, dependents: [toFillIn], reason: toFillIn });
}
