import type { Epoch } from '../model/epochs.ts';
import type { FileMap } from '../model/file-map.ts';
import type { EpochsWithShapes } from '../plan/epochs.ts';
import type { Direction } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step.ts';
import { literal } from './code.ts';
import { notForwardedTable } from './do-not-forward.ts';
import { header } from './header.ts';
import { type EmitOptions, shimName } from './shims.ts';

/**
 * `generated/conversions.ts`: every epoch of every type with the ways out of it, for programs that
 * learn the type and the versions only when they run.
 */
export function emitConversions(
  steps: readonly StepPlan[],
  epochs: EpochsWithShapes,
  options: EmitOptions,
): FileMap {
  const all: Epoch[] = epochs.versions.flatMap((_, version) => [...epochs.beginningAt(version)]);
  const positions = new Map(all.map((epoch, index) => [epoch, index]));
  const shims = new Map<string, string>();

  const way = (direction: Direction, epoch: Epoch): string => {
    const step = steps[direction === 'up' ? epoch.last : epoch.first - 1];
    if (step === undefined) return '';
    const pairs = direction === 'up' ? step.successors : step.predecessors;
    const type = pairs.get(epoch.type);
    if (type === undefined) return '';
    const next = epochs.at(direction === 'up' ? epoch.last + 1 : epoch.first - 1, type);
    const to = next === undefined ? undefined : positions.get(next);
    if (to === undefined) return '';
    const conversion = step[direction].conversion(epoch.type, type);
    if (conversion.plan.kind === 'same') return `, ${direction}: { to: ${String(to)} }`;
    const module = `${direction}${step.newer.id.folder.toUpperCase()}`;
    shims.set(module, `./${step.newer.id.folder}/${direction}.ts`);
    const shim = `${module}.${shimName(conversion, options.identifiers)}`;
    return `, ${direction}: { to: ${String(to)}, shim: ${shim} }`;
  };

  const rows = all.map((epoch) => {
    const { first, last } = epoch;
    const range = `first: ${String(first)}, last: ${String(last)}`;
    const ways = `${way('up', epoch)}${way('down', epoch)}`;
    return `  { type: ${literal(epoch.type)}, ${range}${ways} },`;
  });
  const versions = epochs.versions.map(({ id }) => literal(id.text)).join(', ');
  const text = [
    header,
    "import type { Epoch } from '@skewline/runtime';",
    '// Of the same copy of the runtime that the shims refuse with.',
    "export { climb, Refusal } from '@skewline/runtime';",
    ...[...shims].map(([name, path]) => `import * as ${name} from '${path}';`),
    '',
    '/** Oldest first. Positions in this list are what epochs are counted in. */',
    `export const versions: readonly string[] = [${versions}];`,
    '',
    '/** Whether a number between two of them is a version too, in which nothing has changed. */',
    `export const sparse: boolean = ${String(options.sparse === true)};`,
    '',
    '/** Every range of versions in which a type stays the same, and the conversions out of it. */',
    'export const epochs: readonly Epoch[] = [',
    ...rows,
    '];',
    ...notForwardedTable(steps, options.doNotForward),
    '',
  ].join('\n');
  return new Map([['generated/conversions.ts', text]]);
}
