import type { Planned } from '../build.ts';
import type { ClientConfig } from '../config.ts';
import { reasonText } from '../emit/decisions.ts';
import { isNumbered } from '../model/version-id.ts';
import type { Direction } from '../plan/plan.ts';
import { count, type Style } from './style.ts';

/** What the codegen found in the documents, derived from them, and asks of people. */
export interface Summary {
  readonly api: string;
  /** Whether the versions are two representations. */
  readonly representation?: true;
  /** Whether it is a client of an API of another package, where all of the rest is said. */
  readonly client?: true;
  readonly versions: readonly string[];
  readonly operations: number;
  readonly types: number;
  readonly epochs: number;
  readonly conversions: { readonly up: number; readonly down: number };
  readonly losses: readonly SummaryLoss[];
  readonly holes: readonly SummaryHole[];
}

export interface SummaryHole {
  readonly step: string;
  readonly direction: Direction;
  readonly key: string;
  readonly type: string;
  readonly why: string;
}

export interface SummaryLoss {
  readonly step: string;
  readonly direction: Direction;
  readonly path: string;
}

export function summaryOf({ api, epochs, steps }: Planned): Summary {
  const names = (of: 'schemas' | 'operations'): number =>
    new Set(api.versions.flatMap((version) => [...version[of].keys()])).size;
  const directed = steps.flatMap((step) =>
    ([step.up, step.down] as const).map((plan) => ({ whole: step, step: step.newer.id.text, plan })),
  );
  const conversions = (direction: Direction): number =>
    steps.reduce((sum, step) => sum + step[direction].conversions.length, 0);
  return {
    api: api.name,
    ...(api.versions.every(({ id }) => isNumbered(id)) ? {} : { representation: true as const }),
    versions: api.versions.map(({ id }) => id.text),
    operations: names('operations'),
    types: names('schemas'),
    epochs: api.versions.reduce((sum, _, index) => sum + epochs.beginningAt(index).length, 0),
    conversions: { up: conversions('up'), down: conversions('down') },
    losses: directed.flatMap(({ step, plan }) =>
      plan.conversions.flatMap(({ losses }) =>
        losses.map(({ path }) => ({ step, direction: plan.direction, path })),
      ),
    ),
    holes: directed.flatMap(({ whole, step, plan }) =>
      plan.holes.map((hole) => ({
        step,
        direction: plan.direction,
        key: hole.key,
        type: hole.type,
        why: reasonText(hole, whole),
      })),
    ),
  };
}

/** A client is of the newest version: what is derived and asked is said where the API is. */
export function clientSummaryOf({ api }: Planned, { name }: ClientConfig): Summary {
  const newest = api.versions.at(-1);
  return {
    api: name,
    client: true,
    versions: api.versions.map(({ id }) => id.text),
    operations: newest?.operations.size ?? 0,
    types: newest?.schemas.size ?? 0,
    epochs: 0,
    conversions: { up: 0, down: 0 },
    losses: [],
    holes: [],
  };
}

/** Found, derived, asked. */
export function summaryLines(summary: Summary, style: Style): readonly string[] {
  const { holes, losses, conversions } = summary;
  const word = (text: string): string => style.title(text.padEnd(8));
  if (summary.client === true) {
    return [`${word('found')}${summary.api}: ${clientText(summary)}`];
  }
  const label = ({ step, direction }: SummaryHole | SummaryLoss): string =>
    `${step} ${direction}`.padEnd(width);
  const width = Math.max(0, ...[...holes, ...losses].map(({ step, direction }) => `${step} ${direction}`.length)) + 2;
  return [
    `${word('found')}${summary.api}: ${foundText(summary)}`,
    `${word('derived')}${count(conversions.up + conversions.down, 'conversion')} ` +
      `(${String(conversions.up)} up, ${String(conversions.down)} down), ${lossText(losses.length)}`,
    ...capped(losses, 8, (loss) => style.faint(`          ${label(loss)}drops ${loss.path}`)),
    `${word('asked')}${askedText(holes.length)}`,
    ...capped(holes, 24, (hole) => `          ${label(hole)}${style.code(hole.key)}  ${style.faint(hole.why)}`),
  ];
}

function foundText({ representation, versions, operations, types, epochs }: Summary): string {
  if (representation === true) return `${versions.join(' and ')}, ${count(types, 'type')}`;
  return (
    `${count(versions.length, 'version')} (${firstAndLast(versions)}), ` +
    `${count(operations, 'operation')}, ${count(types, 'type')} in ${count(epochs, 'epoch')}`
  );
}

function clientText({ versions, operations }: Summary): string {
  const range = `speaks ${count(versions.length, 'version')} (${firstAndLast(versions)})`;
  return `${count(operations, 'operation')}, ${range}`;
}

/** The same on one line, for a list of packages. */
export function summaryLine(summary: Summary): string {
  const { versions, representation, conversions, holes } = summary;
  if (summary.client === true) return clientText(summary);
  const found =
    representation === true ? versions.join(' and ') : count(versions.length, 'version');
  const derived = count(conversions.up + conversions.down, 'conversion');
  return `${found}, ${derived}, ${count(holes.length, 'decision')}`;
}

function firstAndLast(versions: readonly string[]): string {
  return versions.length > 4 ? `${versions[0] ?? ''} to ${versions.at(-1) ?? ''}` : versions.join(', ');
}

/** No more lines than people read; the JSON form has all. */
function capped<T>(items: readonly T[], most: number, line: (item: T) => string): readonly string[] {
  if (items.length <= most + 1) return items.map(line);
  const more = `          and ${String(items.length - most)} more: --json has all`;
  return [...items.slice(0, most).map(line), more];
}

/** What decisions lose is said by them. */
function lossText(losses: number): string {
  return losses === 0 ? 'none of which loses anything by itself' : `${count(losses, 'declared loss', 'declared losses')}`;
}

function askedText(holes: number): string {
  if (holes === 0) return 'nothing: no decision is needed';
  return `${count(holes, 'decision')}, checked by tsc; \`skewline explain STEP TYPE\` shows one`;
}
