import {
  addJSDocComment,
  type GlobalContext,
  type SchemaObject,
  transformSchemaObject,
} from 'openapi-typescript';
import ts from 'typescript';
import type { JsonObject } from '../model/json.ts';

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
  return transformSchemaObject(asSchemaObject(schema), { path: '#/types', ctx: context });
}

function print(node: ts.Declaration, schema: JsonObject): string {
  // Typed for properties, but all it does is to put a comment before a node.
  addJSDocComment(asSchemaObject(schema), node as unknown as ts.PropertySignature);
  return printer.printNode(ts.EmitHint.Unspecified, node, noFile);
}

function asSchemaObject(schema: JsonObject): SchemaObject {
  // JSON Schema is what it expects; `JsonObject` cannot say which members it has.
  return schema as unknown as SchemaObject;
}
