import ts from 'typescript';
import { isClosed, isConstraint } from './tags.ts';

/** Stands for `void`: no body. */
export const nothing = 'nothing_0';
/** Members that no object has. This one says that others are refused. */
export const closed = 'closed_0';
/** And this one, that the object is a union of one variant. */
export const oneOf = 'one_of_0';

/** What no JSON says, and what to say instead. */
export const refused: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.FunctionType, 'A function is no JSON'],
  [ts.SyntaxKind.ConstructorType, 'A constructor is no JSON'],
  [ts.SyntaxKind.MethodSignature, 'A method is no JSON'],
  [ts.SyntaxKind.CallSignature, 'A function is no JSON'],
  [ts.SyntaxKind.ConstructSignature, 'A constructor is no JSON'],
  [ts.SyntaxKind.ClassDeclaration, 'A class is no JSON'],
  [ts.SyntaxKind.BigIntKeyword, 'A bigint is no JSON (use Uint64 or a text)'],
  [ts.SyntaxKind.SymbolKeyword, 'A symbol is no JSON'],
  [ts.SyntaxKind.AnyKeyword, '`any` says nothing (use unknown)'],
  [ts.SyntaxKind.ThisType, '`this` has no name'],
]);

const utilities = [
  'Omit',
  'Pick',
  'Partial',
  'Required',
  'Readonly',
  'Exclude',
  'Extract',
  'NonNullable',
];

/** What TypeScript itself offers that types of data are made with. */
export const understood: ReadonlySet<string> = new Set([
  'Array',
  'ReadonlyArray',
  'Record',
  'Uppercase',
  'Lowercase',
  'Capitalize',
  'Uncapitalize',
  ...utilities,
]);

/** Whether the place looks into the type, so that a marker would not do. */
export function needsMembers(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isHeritageClause(parent)) return true;
  if (ts.isIndexedAccessTypeNode(parent) || ts.isTypeOperatorNode(parent)) return true;
  if (ts.isConditionalTypeNode(parent) || ts.isMappedTypeNode(parent)) return true;
  if (ts.isTypeParameterDeclaration(parent) || ts.isIntersectionTypeNode(parent)) return true;
  if (!ts.isTypeReferenceNode(parent) && !ts.isExpressionWithTypeArguments(parent)) {
    return (
      (ts.isUnionTypeNode(parent) || ts.isParenthesizedTypeNode(parent)) && needsMembers(parent)
    );
  }
  const name = ts.isTypeReferenceNode(parent) ? parent.typeName : parent.expression;
  if (!ts.isIdentifier(name)) return false;
  const isKey = name.text === 'Record' && parent.typeArguments?.[0] === node;
  return utilities.includes(name.text) || isKey;
}

/** `string` or `number` of a property whose comment has tags about it. */
export function isTaggedPrimitive(node: ts.Node): node is ts.KeywordTypeNode {
  const isPrimitive =
    node.kind === ts.SyntaxKind.StringKeyword || node.kind === ts.SyntaxKind.NumberKeyword;
  if (!isPrimitive) return false;
  const property = propertyOf(node);
  return property !== undefined && ts.getJSDocTags(property).some(isConstraint);
}

/** The property that a type is all of, but for null. */
export function propertyOf(node: ts.Node): ts.PropertySignature | undefined {
  let { parent } = node;
  while (ts.isUnionTypeNode(parent) || ts.isParenthesizedTypeNode(parent)) parent = parent.parent;
  return ts.isPropertySignature(parent) ? parent : undefined;
}

export function isTagged(property: ts.PropertySignature): boolean {
  let tagged = false;
  const look = (node: ts.Node): void => {
    if (isTaggedPrimitive(node)) tagged = true;
    else if (ts.isUnionTypeNode(node) || ts.isParenthesizedTypeNode(node))
      ts.forEachChild(node, look);
  };
  if (property.type !== undefined) look(property.type);
  return tagged;
}

/** What the words around an object say of it: `OneOf<Closed<{ … }>>`, or a tag of its interface. */
export function saidOf(node: ts.Node): readonly string[] {
  if (ts.isInterfaceDeclaration(node)) return isClosed(node) ? [closed] : [];
  if (!ts.isTypeLiteralNode(node)) return [];
  const said: string[] = [];
  for (let { parent } = node; isWord(parent); { parent } = parent) {
    said.push(parent.typeName.text === 'Closed' ? closed : oneOf);
  }
  return said;
}

export function isWord(
  node: ts.Node,
): node is ts.TypeReferenceNode & { readonly typeName: ts.Identifier } {
  const isNamed = ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName);
  return isNamed && ['Closed', 'OneOf'].includes(node.typeName.text);
}
