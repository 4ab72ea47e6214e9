import { createHash } from 'node:crypto';
import type { Change, Reading } from '../diff/change.ts';
import { findChanges } from '../diff/changes.ts';
import { isUnstable } from '../diff/operations.ts';
import { type Pairing, pairVersions } from '../diff/pairing.ts';
import { computeShapes } from '../diff/shapes.ts';
import type { Version } from '../model/api.ts';
import type {
  Answer,
  Flow,
  ReachedOperation,
  Verdict,
  VerdictFinding,
  Witness,
} from './finding.ts';
import { allFlows, flowsOf, type Policy, worst } from './policy.ts';
import { type Reach, reachOf } from './reach.ts';
import { fixes, ruleOf } from './rules.ts';
import { witnessOf } from './witness/witness.ts';

export interface JudgeOptions {
  /** The API's name; the title of the document where it is not given. */
  readonly api?: string;
  /** Which flows happen; all of them where none is declared. */
  readonly policy?: Policy;
  /** Operations that are promised to nobody, beside those that are marked in the document. */
  readonly unstable?: ReadonlySet<string>;
  /** Types that are also kept on a disk, as the older version calls them. */
  readonly stored?: ReadonlySet<string>;
}

/** Whether each side accepts, and understands the same, what the other of another version writes. */
export function judgeStep(older: Version, newer: Version, options: JudgeOptions = {}): Verdict {
  const shapes = { older: computeShapes(older), newer: computeShapes(newer) };
  return judgePairing(pairVersions(older, newer, shapes), options);
}

/** The same for two versions that were compared already. */
export function judgePairing(step: Pairing, options: JudgeOptions = {}): Verdict {
  const { older, newer } = step;
  const { unstable = new Set(), stored = new Set(), policy } = options;
  const isLeftOut = (id: string, version: Version): boolean => {
    const operation = version.operations.get(id);
    return operation !== undefined && (unstable.has(id) || isUnstable(operation));
  };
  const after = new Map(step.operations.map(([one, other]) => [one.id, other.id]));
  const leftOut = new Set<string>();
  for (const id of older.operations.keys())
    if (isLeftOut(id, older)) leftOut.add(after.get(id) ?? id);
  const known = new Set(after.values());
  for (const id of newer.operations.keys()) {
    if (!known.has(id) && isLeftOut(id, newer)) leftOut.add(id);
  }
  const reach = reachOf(
    step,
    step.operations.filter(([, { id }]) => !leftOut.has(id)),
    stored,
  );
  const happening = flowsOf(policy);
  const ids = new Map<string, number>();
  const findings = findChanges(step)
    .filter((one) => one.subject.kind === 'type' || one.operations.some((id) => !leftOut.has(id)))
    .map((change) => findingOf(change, { reach, leftOut }, step, happening, ids));
  return {
    api: options.api ?? older.title,
    from: older.id.text,
    to: newer.id.text,
    answer: worst(findings.flatMap(({ flows }) => Object.values(flows))),
    findings,
    ...(leftOut.size === 0 ? {} : { leftOut: [...leftOut].sort() }),
  };
}

/** In which direction values go in a flow: `up` is from the older version to the newer. */
const directions: { readonly [F in Flow]: 'up' | 'down' } = {
  'old-client-request': 'up',
  'new-client-request': 'down',
  'old-client-response': 'down',
  'new-client-response': 'up',
  'stored-upgrade': 'up',
  'stored-rollback': 'down',
};

function findingOf(
  change: Change,
  { reach, leftOut }: {
    readonly reach: (type: string) => Reach;
    readonly leftOut: ReadonlySet<string>;
  },
  step: Pairing,
  happening: ReadonlySet<Flow>,
  ids: Map<string, number>,
): VerdictFinding {
  const { subject, path, message, before, after } = change;
  const reached = subject.kind === 'type' ? reach(subject.name) : ownReach(change, leftOut);
  const possible = allFlows.filter((flow) => isReached(flow, reached));
  const shown = { up: witnessOf(change, 'up', step), down: witnessOf(change, 'down', step) };
  const answers = possible.map((flow) => {
    const direction = directions[flow];
    return [flow, answerOf(change, flow, direction, shown[direction] !== undefined)] as const;
  });
  const flows = answers.filter(([flow]) => happening.has(flow));
  const witness = firstWitness(change, flows, shown);
  const answer = worst(flows.map(([, one]) => one));
  const rule = ruleOf(change.kind);
  return {
    // What the policy leaves out is part of what the change is, so that an id outlives a policy.
    id: idOf(change, answers, ids),
    rule,
    message,
    path,
    subject,
    flows: Object.fromEntries(flows),
    ...(before === undefined ? {} : { before: { file: step.older.file, pointer: before } }),
    ...(after === undefined ? {} : { after: { file: step.newer.file, pointer: after } }),
    operations: operationsOf(reached),
    ...(witness === undefined ? {} : { witness }),
    fix: answer === 'compatible' ? 'Nothing has to be done.' : fixes[rule],
  };
}

function ownReach({ operations, part = 'request' }: Change, leftOut: ReadonlySet<string>): Reach {
  const judged = operations.filter((id) => !leftOut.has(id));
  return { operations: new Map(judged.map((id) => [id, new Set([part])])), stored: false };
}

function isReached(flow: Flow, { operations, stored }: Reach): boolean {
  if (flow === 'stored-upgrade' || flow === 'stored-rollback') return stored;
  const part = flow.endsWith('request') ? 'request' : 'response';
  return [...operations.values()].some((parts) => parts.has(part));
}

function operationsOf({ operations }: Reach): readonly ReachedOperation[] {
  return [...operations]
    .map(([id, parts]) => ({ id, parts: [...parts].sort() }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function answerOf(change: Change, flow: Flow, direction: 'up' | 'down', isShown: boolean): Answer {
  const reading = change.readings[direction];
  const isOrder = flow.endsWith('request');
  const meant = meaning(reading, isOrder, change.where[direction] !== undefined);
  // What is said to break is shown; what only may is not said to.
  return meant === 'breaking' && !isShown && change.subject.kind === 'type' ? 'unproven' : meant;
}

function meaning(reading: Reading, isOrder: boolean, isWritten: boolean): Answer {
  switch (reading) {
    case 'same':
      return 'compatible';
    case 'left_aside':
      // A request is an order: what is left aside is not done.
      return isOrder ? 'breaking' : 'compatible';
    case 'perhaps_moved':
      return isOrder && isWritten ? 'breaking' : 'unproven';
    case 'misread':
    case 'refused':
      return 'breaking';
    case 'unproven':
      return 'unproven';
  }
}

/** One that is refused says more than one that is misunderstood. */
function firstWitness(
  { readings }: Change,
  flows: readonly (readonly [Flow, Answer])[],
  shown: {
    readonly up: Omit<Witness, 'flow'> | undefined;
    readonly down: Omit<Witness, 'flow'> | undefined;
  },
): Witness | undefined {
  const breaking = flows.filter(([, answer]) => answer === 'breaking').map(([flow]) => flow);
  const refused = breaking.filter((flow) => readings[directions[flow]] === 'refused');
  for (const flow of [...refused, ...breaking]) {
    const value = shown[directions[flow]];
    if (value !== undefined) return { flow, ...value };
  }
  return undefined;
}

/** Neither versions nor files take part, so that the id outlives a renumbering. */
function idOf(
  change: Change,
  answers: readonly (readonly [Flow, Answer])[],
  ids: Map<string, number>,
): string {
  const { kind, subject, path, name, message, text } = change;
  const said = JSON.stringify([
    kind,
    subject.kind,
    subject.name,
    path,
    name,
    message,
    text,
    answers,
  ]);
  const count = (ids.get(said) ?? 0) + 1;
  ids.set(said, count);
  const whole = count === 1 ? said : `${said} ${String(count)}`;
  return createHash('sha256').update(whole).digest('hex').slice(0, 12);
}
