import type { ReasonReport, SledCounts } from '../explain/explanation.ts';
import { sledRejections } from '@skewline/nexus-types/domain';
import { listText } from './amounts.ts';
import { groupsText, words } from './words.ts';

/** Reasons that are said with the same words, in the order in which sleds are tested. */
interface Part {
  readonly sleds: number;
  readonly text: string;
  readonly reasons: readonly ReasonReport[];
}

/**
 * One line, as a scheduler says it: `0/32 sleds can take this instance: 20 insufficient memory
 * (closest: 2 GiB short), …`, the reasons of the most sleds first. It has no ids.
 */
export function summaryOf(counts: SledCounts): string {
  return lineOf(counts, () => '');
}

/** The same for operators: what keeps sleds out of service is told apart. */
export function operatorSummaryOf(counts: SledCounts): string {
  return lineOf(counts, ({ reasons }) => {
    if (reasons.length === 1 && reasons[0]?.groups.length !== 0) return '';
    const [only] = reasons;
    if (only === undefined || only.leastShortfall !== null) return '';
    if (words[only.reason].sleds !== words.no_provision.sleds) return '';
    const each = reasons.map(
      ({ reason, sleds }) => `${String(sleds)} ${sledRejections[reason].phrase}`,
    );
    return ` (${listText(each)})`;
  });
}

function lineOf({ sleds, fitting, reasons }: SledCounts, more: (part: Part) => string): string {
  const parts = partsOf(reasons.filter((report) => report.sleds > 0));
  const line = `${String(fitting)}/${String(sleds)} sleds can take this instance`;
  if (parts.length === 0) return line;
  const said = parts.map((part) => `${String(part.sleds)} ${part.text}${more(part)}`);
  return `${line}: ${said.join(', ')}`;
}

function partsOf(reasons: readonly ReasonReport[]): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const report of reasons) {
    const text = textOf(report);
    const part = parts.get(text);
    parts.set(text, {
      text,
      sleds: (part?.sleds ?? 0) + report.sleds,
      reasons: [...(part?.reasons ?? []), report],
    });
  }
  return [...parts.values()].toSorted((a, b) => b.sleds - a.sleds);
}

function textOf({ reason, leastShortfall, groups }: ReasonReport): string {
  const { sleds, lacking } = words[reason];
  if (groups.length > 0) return `${sleds} ${groupsText(groups)}`;
  if (leastShortfall === null) return sleds;
  return `${sleds} (closest: ${lacking(leastShortfall)} short)`;
}
