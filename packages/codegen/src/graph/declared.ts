import { isJsonObject, type Json } from '../model/json.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { parseJson } from '../read/json-text.ts';
import { defaultLimits } from '../read/limits.ts';
import { Reporter } from '../read/reporter.ts';
import { type CallKind, callKinds } from './graph.ts';
import { isPlainText, Reading } from './reading.ts';

/** `skewline-graph.json`, as it is written: names in it may lead nowhere yet. */
export interface Declared {
  readonly apis: readonly DeclaredApi[];
  readonly units: readonly DeclaredUnit[];
  /** Folders of packages that call APIs and are shipped in no unit: examples, load generators. */
  readonly notDeployed: readonly string[];
}

export interface DeclaredApi {
  readonly name: string;
  /** Folder of the package whose skewline.json has the API, and says how it is versioned. */
  readonly package?: string;
  /** Its name there, where that is another. */
  readonly api: string;
  /** For an API of nobody's package. */
  readonly versioned?: 'server' | 'client' | 'lockstep';
  /** Operations, for an API of nobody's package: what client-side versioning would cost. */
  readonly operations?: number;
  /** npm packages that speak it and do not say so themselves. */
  readonly clients: readonly string[];
  readonly pointer: string;
}

export interface DeclaredUnit {
  readonly name: string;
  readonly components: readonly DeclaredComponent[];
  readonly pointer: string;
}

export interface DeclaredComponent {
  readonly name: string;
  /** Folder of the package, from the root. */
  readonly package?: string;
  readonly serves: readonly Named[];
  /** Undefined: whatever the package's dependencies say. */
  readonly calls?: readonly DeclaredCall[];
  readonly pointer: string;
}

export interface Named {
  readonly name: string;
  readonly pointer: string;
}

export interface DeclaredCall {
  readonly api: string;
  readonly kind?: CallKind;
  readonly reason?: string;
  readonly pointer: string;
}

const apiFix = 'write {"name": "orders", "package": "packages/orders-types"}';
const unitFix = 'write {"name": "shop", "components": [{"name": "shop", "serves": ["orders"]}]}';
const callFix = 'write "orders", or {"api": "orders", "kind": "non-dag", "reason": "…"}';

export function readDeclared(text: string, file: string): Checked<Declared> {
  const reporter = new Reporter(file, defaultLimits.problems, undefined);
  const json = parseJson(text, defaultLimits, reporter);
  const problems: Problem[] = [...reporter.problems];
  if (json === undefined) return { problems };
  const root = new Reading(json, '', { file, code: 'graph_invalid', problems });
  if (!isJsonObject(json)) {
    root.wrong('', 'not an object', 'write {"apis": […], "units": […]}');
    return { problems };
  }
  root.allow(['$schema', 'apis', 'units', 'notDeployed']);
  const value: Declared = {
    apis: root.objects('apis', apiFix).flatMap(readApi),
    units: root.objects('units', unitFix).flatMap(readUnit),
    notDeployed: root
      .texts('notDeployed', 'write ["examples/load-test"]')
      .map((one) => folderText(one.text)),
  };
  if (value.units.length === 0 && problems.length === 0) {
    root.wrong('units', 'no unit is declared', unitFix);
  }
  return problems.length > 0 ? { problems } : { value, problems };
}

function readApi(api: Reading): readonly DeclaredApi[] {
  api.allow(['name', 'package', 'api', 'versioned', 'operations', 'clients']);
  const name = api.needed('name', apiFix);
  const folder = api.text('package');
  const inner = api.text('api');
  const versioned = api.word('versioned', ['server', 'client', 'lockstep']);
  if (inner !== undefined && folder === undefined) {
    api.wrong('api', 'api is the name in a package, and there is no package', 'say the package');
  }
  if (versioned !== undefined && folder !== undefined) {
    const fix = `take it out: ${folder}/skewline.json says it`;
    api.wrong('versioned', 'how it is versioned is said by its package', fix);
  }
  const operations = api.value('operations');
  const counted = typeof operations === 'number' && Number.isSafeInteger(operations);
  if (operations !== undefined && !(counted && operations >= 0)) {
    api.wrong('operations', 'operations must be a number of operations', 'write a whole number');
  }
  if (name === undefined) return [];
  return [
    {
      name,
      ...(folder === undefined ? {} : { package: folderText(folder) }),
      api: inner ?? name,
      ...(versioned === undefined ? {} : { versioned }),
      ...(counted ? { operations } : {}),
      clients: api.texts('clients', 'write ["@shop/orders-client"]').map(({ text }) => text),
      pointer: api.pointer,
    },
  ];
}

function readUnit(unit: Reading): readonly DeclaredUnit[] {
  unit.allow(['name', 'components']);
  const name = unit.needed('name', unitFix);
  const components = unit.objects('components', unitFix).flatMap(readComponent);
  const listed = unit.value('components');
  if (listed === undefined || (Array.isArray(listed) && listed.length === 0)) {
    unit.wrong('components', 'a unit ships at least one component', unitFix);
  }
  return name === undefined ? [] : [{ name, components, pointer: unit.pointer }];
}

function readComponent(component: Reading): readonly DeclaredComponent[] {
  component.allow(['name', 'package', 'serves', 'calls']);
  const name = component.needed('name', unitFix);
  const folder = component.text('package');
  const serves = component
    .texts('serves', 'write ["orders"]')
    .map(({ text, pointer }) => ({ name: text, pointer }));
  const calls = component
    .list('calls', callFix)
    .flatMap((one, index) => readCall(one, index, component));
  if (name === undefined) return [];
  return [
    {
      name,
      ...(folder === undefined ? {} : { package: folderText(folder) }),
      serves,
      ...(component.has('calls') ? { calls } : {}),
      pointer: component.pointer,
    },
  ];
}

function readCall(json: Json, index: number, component: Reading): readonly DeclaredCall[] {
  const pointer = component.at('calls', index);
  if (isPlainText(json)) return [{ api: json, pointer }];
  const call = component.within(json, pointer);
  if (!isJsonObject(json)) {
    call.wrong('', 'a call is the name of an API, or an object', callFix);
    return [];
  }
  call.allow(['api', 'kind', 'reason']);
  const api = call.needed('api', callFix);
  const kind = call.word('kind', callKinds);
  const reason = call.text('reason');
  if (kind !== undefined && !call.has('reason')) {
    call.wrong('', `a ${kind} call needs a reason`, 'say in a sentence why it is so');
  }
  if (kind === undefined && reason !== undefined && !call.has('kind')) {
    call.wrong('reason', 'there is a reason, and no kind', `say a kind: ${callKinds.join(', ')}`);
  }
  if (api === undefined) return [];
  return [
    {
      api,
      ...(kind === undefined ? {} : { kind }),
      ...(reason === undefined ? {} : { reason }),
      pointer,
    },
  ];
}

/** `./packages/a/` and `packages/a` are one folder. */
function folderText(folder: string): string {
  const names = folder.split('/').filter((name) => name !== '' && name !== '.');
  return names.length === 0 ? '.' : names.join('/');
}
