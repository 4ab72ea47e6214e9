/**
 * What the domain says, as rows, and back. The conversions are generated; `decisions.ts` has what
 * could not be derived.
 *
 * A row is read whatever it holds. A generated conversion gives a value or a refusal, and neither is
 * enough for a row that breaks a CHECK: whoever looks after the failed VMM must see it, and somebody
 * must hear that it is wrong. So the decisions read such a row in a defined way, and `load…` here
 * looks at the row once more and says, beside the value, what is wrong with it.
 */
export {
  downAffinityGroupRowToAffinityGroup as affinityGroupOfRow,
  downAntiAffinityGroupRowToAntiAffinityGroup as antiAffinityGroupOfRow,
  downGroupMembershipRowToGroupMembership as groupMembershipOfRow,
} from './generated/row/down.ts';
export {
  upAffinityGroupToAffinityGroupRow as affinityGroupRow,
  upAntiAffinityGroupToAntiAffinityGroupRow as antiAffinityGroupRow,
  upGroupMembershipToGroupMembershipRow as groupMembershipRow,
} from './generated/row/up.ts';
export { eventRow, loadEvent } from './instance-event.ts';
export { instanceRow, loadInstance } from './instance.ts';
export { migrationOfRow, migrationRow } from './migration.ts';
export { type Loaded, type RowProblemCode, rowProblems } from './problems.ts';
export { reservationOfRow, reservationRow, sledOfRow, sledRow } from './sled.ts';
export { loadStartAttempt, startAttemptRow } from './start-attempt.ts';
export { loadVmm, vmmRow } from './vmm.ts';
