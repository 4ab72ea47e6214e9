import { type Change, type ChangeKind, isCompatible, passes } from '../diff/change.ts';
import { documentationChanges } from '../diff/documentation.ts';
import type { Api, Version } from '../model/api.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Finding } from '../plan/findings.ts';
import type { Direction } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import { visible } from '../model/visible.ts';
import { reasonText } from './decisions.ts';
import { header } from './header.ts';

/** A comment of Markdown instead of one of TypeScript. */
const markdownHeader = `<!-- ${header.replace('// ', '')} -->`;

export type StepFindings = readonly [StepPlan, readonly Finding[]];

/** `generated/v10/CHANGELOG.md`: what a version changed, for people. */
export function emitChangelog(api: Api, steps: readonly StepFindings[]): FileMap {
  const files = new Map<string, string>();
  const write = (version: Version, lines: readonly string[]): void => {
    const path = `generated/${version.id.folder}/CHANGELOG.md`;
    files.set(path, [markdownHeader, ...lines, ''].join('\n'));
  };
  const [first] = api.versions;
  if (first !== undefined) write(first, firstLines(api, first));
  for (const [step, findings] of steps) write(step.newer, stepLines(api, step, findings));
  return files;
}

function firstLines(api: Api, { id, operations, schemas }: Version): readonly string[] {
  const counts = `${counted(operations.size, 'operation')} and ${counted(schemas.size, 'type')}`;
  return [`# ${prose(api.name)} ${id.text}`, '', `The first version: ${counts}.`];
}

function stepLines(api: Api, step: StepPlan, findings: readonly Finding[]): readonly string[] {
  const { older, newer } = step;
  const paragraphs = [
    ...sections(findings),
    ...typeSection(step),
    ...decisionSection(step),
    ...lossSection(step),
  ];
  return [
    `# ${prose(api.name)} ${newer.id.text}`,
    '',
    `Since ${older.id.text}: ${sentence(step, findings)}`,
    ...paragraphs.flatMap((lines) => ['', ...lines]),
  ];
}

function sentence(step: StepPlan, findings: readonly Finding[]): string {
  if (findings.length === 0) {
    const documented = documentationChanges(step);
    if (documented.length === 0) return 'nothing changes for those who use what was there before.';
    return `only documentation changes, of ${shortened(documented.map(code))}.`;
  }
  const breaking = findings.filter((one) => !isCompatible(one)).length;
  const changes = counted(findings.length, 'change');
  if (breaking === 0) return `${changes}, compatible in both directions.`;
  const holes = step.up.holes.length + step.down.holes.length;
  const asks =
    holes === 0 ? 'all converted without a decision' : `asking for ${counted(holes, 'decision')}`;
  return `${changes}, ${String(breaking)} breaking, ${asks}.`;
}

/** In which section a change is listed. */
const sectionOf: {
  readonly [Kind in ChangeKind]: 'Added' | 'Removed' | 'Renamed or moved' | 'Changed';
} = {
  property_added: 'Added',
  property_removed: 'Removed',
  property_renamed: 'Renamed or moved',
  became_required: 'Changed',
  became_optional: 'Changed',
  became_nullable: 'Changed',
  became_non_nullable: 'Changed',
  default_changed: 'Changed',
  variant_added: 'Added',
  variant_removed: 'Removed',
  value_added: 'Added',
  value_removed: 'Removed',
  structure_changed: 'Changed',
  tagging_changed: 'Changed',
  format_changed: 'Changed',
  pattern_changed: 'Changed',
  length_changed: 'Changed',
  range_changed: 'Changed',
  count_changed: 'Changed',
  unknown_members_changed: 'Changed',
  operation_added: 'Added',
  operation_removed: 'Removed',
  operation_moved: 'Renamed or moved',
  operation_renamed: 'Renamed or moved',
  operation_unstable: 'Changed',
  parameter_added: 'Added',
  parameter_removed: 'Removed',
  parameter_renamed: 'Renamed or moved',
  body_added: 'Added',
  body_removed: 'Removed',
  body_became_required: 'Changed',
  body_became_optional: 'Changed',
  media_added: 'Added',
  media_removed: 'Removed',
  response_added: 'Added',
  response_removed: 'Removed',
  header_added: 'Added',
  header_removed: 'Removed',
  security_changed: 'Changed',
};

function sections(findings: readonly Finding[]): readonly (readonly string[])[] {
  const titles = ['Added', 'Removed', 'Renamed or moved', 'Changed'] as const;
  return titles.flatMap((title) => {
    const listed = findings.filter(({ kind }) => sectionOf[kind] === title);
    return listed.length === 0 ? [] : [[`## ${title}`, '', ...listed.flatMap(findingLines)]];
  });
}

function findingLines(finding: Finding): readonly string[] {
  const { path, message, operations, subject } = finding;
  const breaking = isCompatible(finding) ? '' : ' **Breaking.**';
  const reaches =
    subject.kind === 'operation' || operations.length === 0
      ? []
      : [`  Reaches ${shortened(operations.map(code))}.`];
  return [`- ${code(path)}: ${prose(message)}.${breaking}`, ...reaches, `  ${crossing(finding)}`];
}

/** What becomes of a value that crosses the change, both ways. */
function crossing(finding: Finding): string {
  const [up, down] = (['up', 'down'] as const).map((direction) => directed(finding, direction));
  if (up === down) return `Up and down: ${up ?? ''}.`;
  return `Up: ${up ?? ''}. Down: ${down ?? ''}.`;
}

function directed(finding: Finding, direction: Direction): string {
  const holes = finding.holes[direction];
  if (holes.length > 0) return `decided by ${shortened(holes.map(code), 2)}`;
  if (finding.kind === (direction === 'up' ? 'property_removed' : 'property_added')) {
    return 'dropped, a declared loss';
  }
  if (passes(finding, direction)) return 'no conversion is needed';
  return hasCounterpart(finding) ? 'converted' : 'there is no counterpart';
}

function hasCounterpart({ kind }: Change): boolean {
  return kind !== 'operation_removed' && kind !== 'operation_added';
}

function typeSection({ older, newer, successors }: StepPlan): readonly (readonly string[])[] {
  const became = new Set(successors.values());
  const come = [...newer.schemas.keys()].filter((name) => !became.has(name));
  const gone = [...older.schemas.keys()].filter((name) => !successors.has(name));
  const renamed = [...successors].filter(([before, after]) => before !== after);
  const lines = [
    ...(come.length === 0 ? [] : [`- New: ${shortened(come.map(code), 12)}.`]),
    ...(gone.length === 0 ? [] : [`- Gone: ${shortened(gone.map(code), 12)}.`]),
    ...renamed.map(([before, after]) => `- ${code(before)} is called ${code(after)}.`),
  ];
  return lines.length === 0 ? [] : [['## Types', '', ...lines]];
}

function decisionSection(step: StepPlan): readonly (readonly string[])[] {
  const lines = [step.up, step.down].flatMap(({ direction, holes }) =>
    holes.map((hole) => {
      const { key, lost } = hole;
      const kept =
        lost.length === 0
          ? ''
          : ` Lost unless the decision keeps it: ${shortened(lost.map(code))}.`;
      return `- ${direction === 'up' ? 'Up' : 'Down'}, ${code(key)}: ${reasonText(hole, step)}.${kept}`;
    }),
  );
  return lines.length === 0 ? [] : [['## Decisions', '', ...lines]];
}

function lossSection(step: StepPlan): readonly (readonly string[])[] {
  const lines = [step.up, step.down].flatMap((plan) =>
    plan.conversions.flatMap(({ losses }) =>
      losses.map(
        ({ path, what }) =>
          `- ${plan.direction === 'up' ? 'Up' : 'Down'}, ${code(path)}: ${prose(what)}.`,
      ),
    ),
  );
  return lines.length === 0 ? [] : [['## Lost', '', ...lines]];
}

/** The first few of a list, and how many more there are. */
function shortened(items: readonly string[], most = 5): string {
  if (items.length <= most + 1) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${String(items.length - most)} more`;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names come from documents: backticks in one must not end the code, nor a line end the line. */
function code(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 || shown === '' ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** Text of a document inside a sentence, without what Markdown would take for markup. */
function prose(text: string): string {
  return visible(text).replaceAll(/([\\`*<>[\]])/g, '\\$1');
}
