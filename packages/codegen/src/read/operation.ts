import type { Method, Operation, Parameter } from '../model/api.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Context } from './context.ts';
import { malformed } from './context.ts';
import { frozenJson, readDocumented, readText } from './documented.ts';
import { readBody, readResponses } from './exchange.ts';
import { isExtension } from './keywords.ts';
import { checkMembers, warnLeftOut } from './members.ts';
import type { Memo } from './memo.ts';
import { byCode, remembered } from './named.ts';
import { readParameters } from './parameter.ts';
import { child } from './pointer.ts';
import type { Located } from './raw.ts';
import { isList, member, optional } from './raw.ts';
import { resolveObject } from './reference.ts';

const methods: { readonly [M in Method]: true } = {
  get: true,
  put: true,
  post: true,
  delete: true,
  options: true,
  head: true,
  patch: true,
  trace: true,
};

/** All operations of `paths`, in the order of their ids. */
export function readOperations(
  context: Context,
  memo: Memo<Operation> | undefined,
): ReadonlyMap<string, Operation> {
  const paths = member(context.root, 'paths');
  if (paths !== undefined || context.dialect === '3.0') {
    if (!isJsonObject(paths))
      malformed(context, '/paths', '`paths` is not an object.', 'List the paths.');
  }
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(isJsonObject(paths) ? paths : {})) {
    if (isExtension(path)) continue;
    const pointer = child('/paths', path);
    if (!path.startsWith('/')) {
      malformed(context, pointer, `The path "${path}" does not begin with /.`, 'Begin it with /.');
    }
    const found = resolveObject(context, item, pointer);
    if (found !== undefined) operations.push(...readPathItem(context, memo, path, found));
  }
  return byId(context, operations);
}

function readPathItem(
  context: Context,
  memo: Memo<Operation> | undefined,
  path: string,
  item: Located<JsonObject>,
): readonly Operation[] {
  checkMembers(context, item.raw, 'pathItem', item.pointer);
  warnLeftOut(
    context,
    item.raw,
    'servers',
    item.pointer,
    'paths are relative to the server of the client',
  );
  const operations: Operation[] = [];
  const shared = member(item.raw, 'parameters');
  for (const [key, raw] of Object.entries(item.raw)) {
    if (!isMethod(key)) continue;
    const pointer = child(item.pointer, key);
    if (!isJsonObject(raw)) {
      malformed(context, pointer, 'This is not an operation.', 'Write an object.');
      continue;
    }
    const security = member(raw, 'security') ?? member(context.root, 'security') ?? null;
    const text = `${context.dialect} ${pointer} ${JSON.stringify([shared ?? null, security, raw])}`;
    const read = (): Operation =>
      readOperation(context, key, path, raw, pointer, {
        raw: shared,
        pointer: child(item.pointer, 'parameters'),
      });
    operations.push(remembered(context, memo, text, read));
  }
  return operations;
}

function readOperation(
  context: Context,
  method: Method,
  path: string,
  raw: JsonObject,
  pointer: string,
  shared: { readonly raw: Json | undefined; readonly pointer: string },
): Operation {
  checkMembers(context, raw, 'operation', pointer);
  warnLeftOut(
    context,
    raw,
    'callbacks',
    pointer,
    'requests from server to client are not converted',
  );
  warnLeftOut(context, raw, 'servers', pointer, 'paths are relative to the server of the client');
  const own = { raw: member(raw, 'parameters'), pointer: child(pointer, 'parameters') };
  const parameters = readParameters(context, [shared, own]);
  checkPath(context, path, parameters, pointer);
  const body = member(raw, 'requestBody');
  const { title: _title, ...docs } = readDocumented(context, raw, pointer);
  return Object.freeze({
    id: readText(context, raw, 'operationId', pointer) ?? `${method.toUpperCase()} ${path}`,
    method,
    path,
    ...optional('summary', readText(context, raw, 'summary', pointer)),
    ...docs,
    tags: readTags(context, raw, pointer),
    parameters,
    ...optional(
      'body',
      body === undefined ? undefined : readBody(context, body, child(pointer, 'requestBody')),
    ),
    responses: readResponses(context, member(raw, 'responses'), child(pointer, 'responses')),
    ...readSecurity(context, raw, pointer),
    pointer,
  });
}

/** Every part in braces has a parameter, and the other way round. */
function checkPath(
  context: Context,
  path: string,
  parameters: readonly Parameter[],
  pointer: string,
): void {
  const inPath = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''));
  const described = new Set(parameters.filter((one) => one.in === 'path').map((one) => one.name));
  for (const name of inPath) {
    if (described.has(name)) continue;
    malformed(
      context,
      pointer,
      `The path has {${name}}, but there is no such parameter.`,
      'Describe it.',
    );
  }
  for (const name of described) {
    if (inPath.has(name)) continue;
    malformed(
      context,
      pointer,
      `The path has no {${name}}.`,
      'Remove the parameter or mend the path.',
    );
  }
}

function readTags(context: Context, raw: JsonObject, pointer: string): readonly string[] {
  const tags = member(raw, 'tags') ?? [];
  if (isList(tags) && tags.every((tag) => typeof tag === 'string')) return Object.freeze([...tags]);
  malformed(context, child(pointer, 'tags'), '`tags` is not a list of strings.', 'List the names.');
  return [];
}

function readSecurity(
  context: Context,
  raw: JsonObject,
  pointer: string,
): Pick<Operation, 'security'> {
  const own = member(raw, 'security');
  const security = own ?? member(context.root, 'security');
  if (security === undefined) return {};
  if (isList(security) && security.every(isJsonObject)) return { security: frozenJson(security) };
  const at = own === undefined ? '/security' : child(pointer, 'security');
  malformed(context, at, '`security` is not a list of objects.', 'List the requirements.');
  return {};
}

function byId(context: Context, operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  const map = new Map<string, Operation>();
  for (const operation of [...operations].sort((a, b) => byCode(a.id, b.id))) {
    const other = map.get(operation.id);
    if (other === undefined) {
      map.set(operation.id, operation);
      continue;
    }
    context.reporter.report('operation_duplicate', {
      message: `The operation "${operation.id}" exists twice: ${other.pointer} and here.`,
      fix: 'Give one of them another operationId.',
      pointer: operation.pointer,
    });
  }
  return map;
}

function isMethod(key: string): key is Method {
  return Object.hasOwn(methods, key);
}
