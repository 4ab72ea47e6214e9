import type { RepresentationConfig, SideConfig } from '../config.ts';
import { wireText } from '../diff/shapes.ts';
import { emitDecisions } from '../emit/decisions.ts';
import { typeNames } from '../emit/names.ts';
import { type EmitOptions, emitShims } from '../emit/shims.ts';
import { emitSides } from '../emit/sides.ts';
import type { Api, NamedSchema, Version } from '../model/api.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Problem } from '../model/problem.ts';
import { sideId } from '../model/version-id.ts';
import { computeEpochs } from '../plan/epochs.ts';
import { planSteps } from '../plan/step.ts';
import { askProblems } from './ask-problems.ts';
import type { Planned } from './planned.ts';

/** Each side's types, as they were read. What the pairs do not reach is left out. */
export interface Sides {
  readonly from: Pick<Version, 'file' | 'schemas'>;
  readonly to: Pick<Version, 'file' | 'schemas'>;
}

/** Two representations as if they were versions of one API: the same plans, the same holes. */
export function planRepresentation(sides: Sides, config: RepresentationConfig): Planned {
  const { pairs, directions } = config;
  const api: Api = {
    name: config.name,
    versions: [
      sideVersion(sides.from, config.from, 1, [...pairs.keys()]),
      sideVersion(sides.to, config.to, 2, [...pairs.values()]),
    ],
  };
  const spelled = config.from.names !== undefined && config.to.names !== undefined;
  const common = (name: string): string => (spelled ? withoutSpelling(name) : name);
  const epochs = computeEpochs(api);
  const identifiers = typeNames(api);
  const matching = { pairs, common };
  // The only step that there is.
  const asks = config.ask.map((one) => ({ ...one, step: config.to.name }));
  const steps = planSteps(api, epochs, { identifiers, asks, matching, directions });
  const problems = [...unknownTypes(api, config), ...askProblems(steps, asks)];
  return { api, epochs, identifiers, steps, problems };
}

/** The conversions, the type of their decisions, and where both sides' types come from. Pure. */
export function emitRepresentation(planned: Planned, config: RepresentationConfig): FileMap {
  const { steps, identifiers } = planned;
  const { source, from, to } = config;
  const options: EmitOptions = {
    identifiers,
    decisions: 'one',
    doNotForward: new Map<string, string>(),
    handWritten: true,
  };
  const modules = { source, older: from.module, newer: to.module };
  const maps: readonly FileMap[] = [
    ...steps.map((step) => emitSides(step, modules, identifiers)),
    emitDecisions(steps, options.decisions),
    emitShims(steps, options),
  ];
  return new Map(maps.flatMap((map) => [...map]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sideVersion(
  read: Pick<Version, 'file' | 'schemas'>,
  { name }: SideConfig,
  position: 1 | 2,
  wanted: readonly string[],
): Version {
  const schemas = closureOf(read.schemas, wanted);
  const operations = new Map<string, never>();
  return { id: sideId(name, position), file: read.file, title: name, schemas, operations };
}

/** The types of these names, and all that they refer to. */
function closureOf(
  schemas: ReadonlyMap<string, NamedSchema>,
  names: readonly string[],
): ReadonlyMap<string, NamedSchema> {
  const reached = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const schema = schemas.get(name)?.schema;
    if (schema === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...wireText(schema).references);
  }
  return new Map([...schemas].filter(([name]) => reached.has(name)));
}

/** `time_updated` and `timeUpdated`. */
function withoutSpelling(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function unknownTypes(
  api: Api,
  { name, pairs, from, to }: RepresentationConfig,
): readonly Problem[] {
  const [older, newer] = api.versions;
  const ends = [
    { side: from, version: older, names: [...pairs.keys()] },
    { side: to, version: newer, names: [...pairs.values()] },
  ];
  return ends.flatMap(({ side, version, names }) =>
    names
      .filter((type) => version?.schemas.has(type) !== true)
      .map((type) => ({
        code: 'type_unknown' as const,
        severity: 'error' as const,
        message: `${side.name} has no type ${type}, which the representation ${name} pairs`,
        fix: 'correct "pairs" in skewline.json',
        file: 'skewline.json',
        type,
      })),
  );
}
