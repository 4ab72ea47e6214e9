import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json } from '../packages/codegen/src/model/json.ts';

/**
 * Where `said` does not come back in `back`, as JSON pointers into `said`. Members that only `back`
 * has are no difference: whoever left them out has not said anything about them.
 */
export function unsaid(said: unknown, back: unknown, at = ''): readonly string[] {
  if (Array.isArray(said)) {
    if (!Array.isArray(back) || back.length !== said.length) return [at];
    return said.flatMap((item, index) => unsaid(item, back[index], `${at}/${String(index)}`));
  }
  if (isObject(said)) {
    if (!isObject(back)) return [at];
    return Object.entries(said).flatMap(([name, member]) => {
      const place = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return Object.hasOwn(back, name) ? unsaid(member, back[name], place) : [place];
    });
  }
  return Object.is(said, back) ? [] : [at];
}

/** The same JSON: members in any order, and those without a value left out. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

/** As it would come out of JSON text: a fresh value that shares nothing. */
export function plain(value: unknown): Json | undefined {
  const text = JSON.stringify(value);
  // What JSON.parse returns is Json by definition.
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  // Which of the members are JSON matters nothing here.
  return typeof value === 'object' && value !== null && isJsonObject(value as Json);
}

/** A request as data of its own. Groups of parameters that hold nothing say nothing. */
export function withoutEmptyGroups(request: unknown): Json {
  const json = plain(request);
  if (json === undefined || !isJsonObject(json)) return {};
  const said = ([name, group]: readonly [string, Json]): boolean =>
    name === 'body' || !isJsonObject(group) || Object.keys(group).length > 0;
  return Object.fromEntries(Object.entries(json).filter(said));
}
