import {
  addJSDocComment,
  type GlobalContext,
  type SchemaObject,
  transformSchemaObject,
} from 'openapi-typescript';
import ts from 'typescript';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';

/** The only place that knows openapi-typescript: JSON Schema in, the text of a type out. */
const marker = 'x-skewline-type';

/**
 * A schema that becomes exactly this type text. A `$ref` would come out as
 * `components["schemas"]["X"]` and lose the documentation beside it.
 */
export function namedType(text: string): JsonObject {
  return { type: 'object', [marker]: text };
}

const context: GlobalContext = {
  additionalProperties: false,
  alphabetize: false,
  arrayLength: false,
  conditionalEnums: false,
  dedupeEnums: false,
  defaultNonNullable: false,
  discriminators: { objects: {}, refsHandled: [] },
  emptyObjectsUnknown: true,
  enum: false,
  enumValues: false,
  excludeDeprecated: false,
  exportType: false,
  generatePathParams: false,
  immutable: false,
  injectFooter: [],
  makePathsEnum: false,
  pathParamsAsTypes: false,
  postTransform: undefined,
  propertiesRequiredByDefault: false,
  readWriteMarkers: false,
  // Configures Redocly, which validates whole documents; no transform of a schema reads it.
  redoc: undefined as unknown as GlobalContext['redoc'],
  resolve: () => undefined,
  rootTypes: false,
  rootTypesKeepCasing: false,
  rootTypesNoSchemaPrefix: false,
  silent: true,
  transform: (schema) => {
    // The marker is ours, so the types of openapi-typescript do not have it.
    const text = (schema as { readonly [marker]?: string })[marker];
    return text === undefined ? undefined : ts.factory.createTypeReferenceNode(text);
  },
  transformProperty: undefined,
};

const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed });
const noFile = ts.createSourceFile('types.ts', '', ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
const exported = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)];

/** `export type X = …;` with its documentation. */
export function typeAlias(identifier: string, schema: JsonObject): string {
  const type = typeNode(schema);
  const { factory } = ts;
  return print(factory.createTypeAliasDeclaration(exported, identifier, undefined, type), schema);
}

/** `export interface X extends … {…}` */
export function interfaceOf(
  identifier: string,
  extended: string | undefined,
  schema: JsonObject,
): string {
  const type = typeNode(schema);
  const heritage =
    extended === undefined
      ? []
      : [
          ts.factory.createHeritageClause(ts.SyntaxKind.ExtendsKeyword, [
            ts.factory.createExpressionWithTypeArguments(
              ts.factory.createIdentifier(extended),
              undefined,
            ),
          ]),
        ];
  // An object without properties comes out as a record.
  const members = ts.isTypeLiteralNode(type) ? type.members : [];
  return print(
    ts.factory.createInterfaceDeclaration(exported, identifier, undefined, heritage, members),
    schema,
  );
}

function typeNode(schema: JsonObject): ts.TypeNode {
  return transformSchemaObject(asSchemaObject(withLimits(schema)), {
    path: '#/types',
    ctx: context,
  });
}

function print(node: ts.Declaration, schema: JsonObject): string {
  // Typed for properties, but all it does is to put a comment before a node.
  addJSDocComment(asSchemaObject(withLimits(schema)), node as unknown as ts.PropertySignature);
  return printer.printNode(ts.EmitHint.Unspecified, node, noFile);
}

/** What an editor should show, and openapi-typescript does not: the limits of a value. */
const limits: readonly string[] = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
];

/** The same schema with its limits as tags of its comment, at every depth. */
function withLimits(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withLimits);
  if (!isJsonObject(schema)) return schema;
  const result = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      // Only schemas are looked into: a property may be called `minimum`, and a default is data.
      if (key === 'properties' && isJsonObject(value)) {
        const members = Object.entries(value).map(
          ([name, one]) => [name, withLimits(one)] as const,
        );
        return [key, Object.fromEntries(members)] as const;
      }
      return [key, inner.includes(key) ? withLimits(value) : value] as const;
    }),
  );
  const tags = limits
    .filter((key) => Object.hasOwn(schema, key) && !isImplied(key, schema))
    .map((key) => `@${key} ${asText(schema[key])}`);
  if (tags.length === 0) return result;
  // A title is written as it is, line by line; a description would get a tag of its own before it.
  const { title } = schema;
  return { ...result, title: [...(typeof title === 'string' ? [title] : []), ...tags].join('\n') };
}

function asText(limit: Json | undefined): string {
  return typeof limit === 'string' ? limit : JSON.stringify(limit);
}

/** `uint8` says already that there is no less than 0. */
function isImplied(key: string, { format, minimum }: JsonObject): boolean {
  return key === 'minimum' && minimum === 0 && typeof format === 'string' && format.startsWith('uint');
}

const inner: readonly string[] = [
  'items',
  'prefixItems',
  'additionalProperties',
  'anyOf',
  'oneOf',
  'allOf',
];

function asSchemaObject(schema: Json): SchemaObject {
  // JSON Schema is what it expects; `JsonObject` cannot say which members it has.
  return schema as unknown as SchemaObject;
}
