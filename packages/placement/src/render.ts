import type { Explanation, ReasonReport } from './explain/explanation.ts';
import type { Change } from './what-if/change.ts';
import { countText } from './render/amounts.ts';
import { remedyText } from './render/remedy.ts';
import { operatorSummaryOf, summaryOf } from './render/summary.ts';
import { groupsText, words } from './render/words.ts';

/**
 * One line, as a scheduler says it: `0/32 sleds can take this instance: 20 insufficient memory
 * (closest: 2 GiB short), 8 not in service, 4 excluded by anti-affinity group "db"`. Anybody may see it.
 */
export function summary({ counts, decision }: Explanation): string {
  if (counts) return summaryOf(counts);
  return decision.kind === 'refused' ? decision.message : 'The instance has its sled already.';
}

/** What a user may see: why, the counts, and what would help. No ids. */
export function publicText(explanation: Explanation): string {
  const { refused } = explanation;
  const line = summary(explanation);
  if (!refused) return line;
  const { message, hint } = refused;
  const lines = message.startsWith(line) ? [message] : [message, line];
  return [...lines, ...(hint === null ? [] : [hint])].join('\n');
}

/** What an operator may see: the same with ids of sleds, groups and VMMs, and every count. */
export function operatorText(explanation: Explanation): string {
  const { decision, counts, groups, requiredSled, refused } = explanation;
  const lines: string[] = [];
  if (decision.kind === 'chosen') {
    lines.push(`${decision.sledId} (${decision.reason}, ${decision.strategy})`);
  } else {
    const { code, http } = decision;
    const { fault, transience } = refused ?? decision;
    lines.push(`${code} (${String(http)}, ${fault}, ${transience}): ${decision.message}`);
    lines.push(...decision.problems.map(({ path, message }) => `- ${path.join('.')}: ${message}`));
  }
  if (counts) {
    lines.push(operatorSummaryOf(counts), ...counts.reasons.map(reasonLine));
  }
  for (const group of groups) {
    const { id, runningMembers, sleds } = group;
    const where = `${countText(runningMembers, 'running member')} on ${countText(sleds, 'sled')}`;
    lines.push(`- ${groupsText([group])} (${id}): ${where}`);
  }
  if (requiredSled) {
    const why = requiredSled.reasons.map(({ reason, shortfall }) => lackText(reason, shortfall));
    lines.push(`- required: ${requiredSled.sledId}: ${why.join(', ') || 'fits'}`);
  }
  for (const remedy of refused?.remedies ?? []) {
    const ids = remedy.ways.map((way) => way.flatMap(idsIn).join(' + ')).filter((id) => id !== '');
    lines.push(`> ${remedyText(remedy)}${ids.length > 0 ? ` [${ids.join(' | ')}]` : ''}`);
  }
  return lines.join('\n');
}

function reasonLine(report: ReasonReport): string {
  const { reason, sleds, sledsInAll, sledsOtherwiseFit, nearestSledId, leastShortfall } = report;
  const all = `${String(sleds)} first, ${String(sledsInAll)} in all, ${String(sledsOtherwiseFit)} alone`;
  const nearest =
    nearestSledId === null ? '' : `; closest ${nearestSledId}: ${lackText(reason, leastShortfall)}`;
  return `- ${reason}: ${all}${nearest}`;
}

function lackText(reason: ReasonReport['reason'], shortfall: number | null): string {
  return shortfall === null ? reason : `${reason} ${words[reason].lacking(shortfall)} short`;
}

function idsIn(change: Change): readonly string[] {
  switch (change.change) {
    case 'without_reservations':
      return change.vmmIds;
    case 'without_group':
      return [change.groupId];
    case 'request':
    case 'more_sleds':
      return [];
  }
}
