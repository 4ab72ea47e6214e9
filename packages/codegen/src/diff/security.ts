import type { Operation, Version } from '../model/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { Reading } from './change.ts';

type Security = Operation['security'];

/** Whether credentials that satisfy the one always satisfy the other. */
export function securityReading(written: Security, read: Security): Reading {
  const [given, asked] = [alternatives(written), alternatives(read)];
  const enough = given.every((one) => asked.some((other) => covers(one, other)));
  return enough ? 'same' : 'refused';
}

/** No list, or an empty one, asks for nothing. */
function alternatives(security: Security): readonly JsonObject[] {
  return security === undefined || security.length === 0 ? [{}] : security;
}

/** Every scheme and scope that is asked for is given. */
function covers(given: JsonObject, asked: JsonObject): boolean {
  return Object.entries(asked).every(([scheme, scopes]) => {
    if (!Object.hasOwn(given, scheme)) return false;
    const known = scopeList(given[scheme]);
    return scopeList(scopes).every((scope) => known.includes(scope));
  });
}

function scopeList(scopes: Json | undefined): readonly Json[] {
  return Array.isArray(scopes) ? scopes : [];
}

/** Whether credentials of the one version's scheme are those of the other's. */
export function schemeReading(name: string, older: Version, newer: Version): Reading {
  const [before, after] = [older, newer].map((one) => one.securitySchemes?.[name]);
  // What a document does not say is not known to differ.
  if (!isJsonObject(before) || !isJsonObject(after)) return 'same';
  const keys = ['type', 'scheme', 'in', 'name'];
  const said = keys.map((key): readonly (string | undefined)[] =>
    [before, after].map((one) => JSON.stringify(one[key])?.toLowerCase()),
  );
  if (said.some(([one, other]) => one !== other)) return 'refused';
  const isRest = ([key]: readonly [string, Json]): boolean =>
    !keys.includes(key) && key !== 'description' && !key.startsWith('x-');
  const rest = (one: JsonObject): string => JSON.stringify(Object.entries(one).filter(isRest));
  return rest(before) === rest(after) ? 'same' : 'unproven';
}

/** Names of the schemes that an operation knows in both versions. */
export function sharedSchemes(before: Operation, after: Operation): readonly string[] {
  const names = ({ security }: Operation): readonly string[] => alternatives(security).flatMap(Object.keys);
  const later = new Set(names(after));
  return names(before).filter((name) => later.has(name));
}

/** `bearer and admin(read), or nothing` */
export function securityText(security: Security): string {
  return alternatives(security)
    .map((one) => (isJsonObject(one) && Object.keys(one).length > 0 ? schemesText(one) : 'nothing'))
    .join(', or ');
}

function schemesText(one: JsonObject): string {
  return Object.entries(one)
    .map(([scheme, scopes]) => {
      const list = scopeList(scopes).map(String);
      return list.length === 0 ? scheme : `${scheme}(${list.join(', ')})`;
    })
    .join(' and ');
}
