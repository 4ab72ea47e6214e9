import type { Version } from '../../model/api.ts';
import { byCodeUnits } from '../names.ts';

/** Words that cannot name a function, or that a client uses with another meaning. */
const reserved: ReadonlySet<string> = new Set([
  // The language.
  ...'arguments as async await break case catch class const continue debugger default'.split(' '),
  ...'delete do else enum eval export extends false finally for from function get if'.split(' '),
  ...'implements import in instanceof interface let new null of package private'.split(' '),
  ...'protected public return set static super switch this throw true try typeof'.split(' '),
  ...'undefined var void while with yield NaN Infinity'.split(' '),
  // What the modules of a client say, and what they say of their connection.
  ...'api connect connection operation operations options responseValidators'.split(' '),
  // An object that has it would be taken for a promise.
  'then',
  // What every object has.
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);

/**
 * Operation id → name of the method, one for all versions: `vmm_put_state` is `vmmPutState`. A method
 * keeps its name when later versions add others: who came first, and then who sorts first, has the
 * plain one.
 */
export function methodNames(versions: readonly Version[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { operations } of versions) {
    const added = [...operations.keys()].filter((id) => !names.has(id));
    for (const id of added.sort(byCodeUnits)) {
      const plain = camelCase(id);
      const usable = isReserved(plain) ? `${plain}_` : plain;
      let name = usable;
      for (let count = 2; taken.has(name); count += 1) name = `${plain}_${String(count)}`;
      taken.add(name);
      names.set(id, name);
    }
  }
  return names;
}

/** `SledAgent` for `sled-agent`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name).replace(/^_/, 'Api');
  return `${camel.slice(0, 1).toUpperCase()}${camel.slice(1)}`;
}

/** ASCII only. Capitals inside stay where they are: `getIPPool`. */
function camelCase(id: string): string {
  const [first, ...others] = id.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  if (first === undefined) return 'unnamed';
  // `VMMPut` is `vmmPut`, `URL` is `url`.
  const small = first.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
  const rest = others.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  const name = [small, ...rest].join('');
  return /^\d/.test(name) ? `_${name}` : name;
}

/** `operationsV49` is what a module of a version is called. */
function isReserved(name: string): boolean {
  return reserved.has(name) || /^operationsV\d/.test(name);
}
