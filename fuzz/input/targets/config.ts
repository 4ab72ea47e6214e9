import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { emitPackage, planApi, readPackageConfig } from '../../../packages/codegen/src/index.ts';
import { readDeclared } from '../../../packages/codegen/src/graph/declared.ts';
import { readManifest } from '../../../packages/codegen/src/graph/manifest.ts';
import { readApprovals } from '../../../packages/codegen/src/verdict/approvals/read.ts';
import type { Draw } from '../../random.ts';
import { checkFile } from '../generated-text.ts';
import { type Json, write } from '../json.ts';
import { mutateJson } from '../mutate.ts';
import { mutateText, withDuplicate } from '../mutate-text.ts';
import { checkChecked, checkProblems } from '../problems.ts';
import type { Site } from '../site.ts';
import type { Target, Trial } from '../target.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string): Json => JSON.parse(readFileSync(join(root, path), 'utf8')) as Json;

/** skewline.json with all that it can say. */
const everything: Json = {
  apis: [
    {
      name: 'parcels',
      documents: 'documents',
      source: 'src/parcels',
      versioned: 'client',
      sparse: true,
      frozen: true,
      allowTrivialChanges: true,
      client: true,
      server: true,
      stored: ['Parcel'],
      ask: [{ step: '3', direction: 'up', type: 'Parcel', field: 'number' }],
      refine: { Parcel: '2' },
      doNotForward: { parcel_send: 'a reason' },
    },
  ],
  representations: [
    {
      name: 'row',
      source: 'src/row',
      from: { name: 'domain', types: 'src/domain.ts', module: 'src/domain.ts', names: 'camelCase' },
      to: { name: 'row', document: 'rows.json', module: '@carrier/rows', names: 'snake_case' },
      pairs: { Parcel: 'ParcelRow' },
      directions: ['up', 'down'],
    },
  ],
  clients: [
    { api: 'parcels', package: '../parcels', module: '@carrier/types', source: 'src/client' },
  ],
};
const alone: Json = {
  name: 'parcels',
  documents: 'documents',
  ask: [{ step: '3', direction: 'up', type: 'Parcel' }],
  refine: { Parcel: '2' },
  doNotForward: { parcel_send: 'a reason' },
  stored: ['Parcel'],
};
const approvals: Json = [
  { id: 'abcdef012345', api: 'parcels', dependents: ['web', 'mobile'], reason: 'all of them know' },
  { id: 'abcdef012346', dependents: 'nobody', reason: 'it is not used' },
];
const manifest: Json = {
  name: '@carrier/web',
  dependencies: { '@carrier/types': '1.0.0' },
  skewline: { speaks: ['parcels', { api: 'parcels', package: '@carrier/types' }] },
};

/** What a repository says of itself: skewline.json, approvals, the graph, package.json. */
export class Config implements Target {
  readonly name = 'config';
  readonly #configs: readonly Json[] = [
    everything,
    alone,
    read('skewline.json'),
    read('examples/parcels/skewline.json'),
    read('packages/nexus-types/skewline.json'),
    read('packages/sled-agent-types/skewline.json'),
    read('packages/db-model/skewline.json'),
  ];
  readonly #graph = read('skewline-graph.json');
  readonly #parcels: Site | undefined;

  constructor(all: readonly Site[]) {
    this.#parcels = all.find(({ name }) => name === 'parcels');
  }

  run(draw: Draw, trial: Trial): boolean {
    switch (draw.below(10)) {
      case 0:
        return this.#checked(
          readApprovals(spoiled(approvals, draw, trial), { apis: ['parcels'] }),
          trial,
        );
      case 1:
        return this.#checked(
          readDeclared(spoiled(this.#graph, draw, trial), 'skewline-graph.json'),
          trial,
        );
      case 2:
        return this.#checked(readManifest(spoiled(manifest, draw, trial), 'apps/web'), trial);
      default: {
        const config = readPackageConfig(spoiled(draw.of(this.#configs), draw, trial));
        checkChecked(config, trial);
        const [api] = config.value?.apis ?? [];
        if (api !== undefined && this.#parcels !== undefined && draw.percent(20)) {
          // What it says goes into plans and into code.
          const planned = planApi(this.#parcels.api, api);
          checkProblems(planned.problems, trial);
          if (!planned.problems.some(({ severity }) => severity === 'error'))
            for (const [path, text] of emitPackage(planned, api)) checkFile(path, text, trial);
        }
        return config.value !== undefined;
      }
    }
  }

  #checked(checked: Parameters<typeof checkChecked>[0], trial: Trial): boolean {
    checkChecked(checked, trial);
    return checked.value !== undefined;
  }
}

function spoiled(json: Json, draw: Draw, trial: Trial): string {
  const holder: Json = { value: structuredClone(json) };
  for (let count = draw.below(4); count > 0; count -= 1) mutateJson(holder, draw);
  let text = write(holder['value'] ?? null, 2);
  if (draw.percent(10)) text = withDuplicate(text, draw);
  if (draw.percent(15)) text = mutateText(text, draw);
  if (draw.percent(1)) text = `${'{"versioned":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  trial.note('text', text);
  return text;
}
