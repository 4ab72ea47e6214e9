import ts from 'typescript';
import type { Json, JsonObject } from '../../model/json.ts';
import { isJsonObject } from '../../model/json.ts';
import { isList } from '../raw.ts';
import type { Declaration, Declarations } from './declarations.ts';
import { nothing } from './constructs.ts';
import { FlatText } from './flat.ts';
import { generate, toOpenApi } from './generator.ts';
import { programWith } from './program.ts';
import { placed, type TypesReporter } from './reporter.ts';
import { descriptionOf } from './tags.ts';

/** How a schema says "the declaration with this key", until it is known what its name means. */
export const declared = 'declared:';
/** How it says `void`. */
const noBody: JsonObject = Object.freeze({ 'x-no-body': true });

/**
 * The types compiled before. Only a marker, which is no text and no number, breaks "incorrectly
 * extends" and "does not satisfy the constraint", and neither changes what a type has.
 */
const ofMarkers: ReadonlySet<number> = new Set([2430, 2344]);

const flatFile = '/skewline-flat-types.ts';

/** The schema of every declaration, with references to other declarations instead of to names. */
export class Definitions {
  readonly #checker: ts.TypeChecker;
  readonly #declarations: Declarations;
  readonly #reporter: TypesReporter;
  readonly #isNamed: (declaration: Declaration) => boolean;
  readonly #flat: FlatText;
  readonly #raw: ReadonlyMap<string, JsonObject>;
  readonly #open = new Set<string>();

  constructor(
    program: ts.Program,
    declarations: Declarations,
    roots: readonly Declaration[],
    isNamed: (declaration: Declaration) => boolean,
    reporter: TypesReporter,
  ) {
    this.#checker = program.getTypeChecker();
    this.#declarations = declarations;
    this.#reporter = reporter;
    this.#isNamed = isNamed;
    this.#flat = new FlatText(program, declarations, reporter);
    for (const root of roots) this.#flat.add(root);
    this.#raw = reporter.failed ? new Map() : this.#generate(program, this.#flat.described);
  }

  /** Whether another declaration, or an operation, says this one's name. */
  isMentioned({ key }: Declaration): boolean {
    return this.#flat.mentioned.has(key);
  }

  /** The schema itself where it is a reference to a declaration. */
  behind(schema: Json | undefined): JsonObject {
    if (!isJsonObject(schema)) return {};
    const reference = schema['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith(declared)) return schema;
    const declaration = this.#declarations.named(reference.slice(declared.length));
    return declaration === undefined ? {} : this.behind(this.of(declaration));
  }

  /** As OpenAPI 3.1 writes it. */
  of(declaration: Declaration): JsonObject {
    const scalar = this.#flat.inline.get(declaration.marker);
    if (scalar !== undefined) return scalar;
    const other = this.#declarations.behind(declaration);
    if (other !== undefined) return this.#alias(declaration, other);
    const raw = this.#raw.get(declaration.key);
    if (raw === undefined) {
      if (!this.#reporter.failed) throw new Error(`no schema was made of ${declaration.name}`);
      return {};
    }
    const schema = toOpenApi(raw, (name, beside) => this.#reference(name, beside, declaration));
    this.#checkMarkers(schema, declaration);
    return isJsonObject(schema) ? this.#inSourceOrder(schema, declaration) : {};
  }

  /** A marker whose members were taken shows in the result, where it would be a property of nobody's. */
  #checkMarkers(schema: Json, declaration: Declaration): void {
    if (isList(schema)) for (const one of schema) this.#checkMarkers(one, declaration);
    if (!isJsonObject(schema)) return;
    for (const [key, value] of Object.entries(schema)) {
      const other = this.#declarations.named(key);
      this.#checkMarkers(value, declaration);
      if (other?.marker !== key) continue;
      const [node] = declaration.nodes;
      this.#reporter.report('unsupported', {
        message: `${declaration.name} takes ${other.name} apart inside a type of its own making.`,
        fix: `Declare ${other.name} as an interface, or write the result out.`,
        ...placed(node),
      });
    }
  }

  /** As the author wrote it: the generator sorts values, and puts what is inherited last. */
  #inSourceOrder(schema: JsonObject, declaration: Declaration): JsonObject {
    const [node] = declaration.nodes;
    if (node === undefined) return schema;
    if (ts.isTypeAliasDeclaration(node)) return valuesInOrder(schema, node.type);
    const { properties } = schema;
    if (!ts.isInterfaceDeclaration(node) || !isJsonObject(properties)) return schema;
    const names = inheritedFirst(this.#checker.getTypeAtLocation(node));
    const known = names.filter((name) => Object.hasOwn(properties, name));
    const others = Object.keys(properties).filter((name) => !names.includes(name));
    const entries = [...known, ...others].map((name) => [name, properties[name] ?? {}] as const);
    return { ...schema, properties: Object.fromEntries(entries) };
  }

  /** `type A = B` is a reference to B, which the generator would write out. */
  #alias({ nodes: [node] }: Declaration, other: Declaration): JsonObject {
    const description = node && descriptionOf(node);
    const words = description === undefined ? {} : { description };
    const isNamed = this.#isNamed(other) || other.kind === 'document';
    if (isNamed) return { $ref: `${declared}${other.key}`, ...words };
    return { ...this.of(other), ...words };
  }

  #generate(program: ts.Program, wanted: readonly Declaration[]): ReadonlyMap<string, JsonObject> {
    const flat = programWith(program, flatFile, this.#flat.text);
    const source = flat.getSourceFile(flatFile);
    for (const diagnostic of flat.getSemanticDiagnostics(source)) {
      if (ofMarkers.has(diagnostic.code)) continue;
      const before = this.#flat.text.slice(0, diagnostic.start ?? 0);
      const key = [...before.matchAll(/^export (?:interface|type|enum) (\w+)/gm)].at(-1)?.[1] ?? '';
      const declaration = this.#declarations.named(key);
      const node = declaration?.nodes[0];
      this.#reporter.report('unsupported', {
        message: `${declaration?.name ?? 'A type'} computes with types in a way that is not understood (${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')})`,
        fix: 'Write the type out.',
        ...placed(node),
      });
    }
    if (this.#reporter.failed) return new Map();
    return generate(
      flat,
      flatFile,
      wanted.map(({ key }) => key),
    );
  }

  #reference(name: string, beside: JsonObject, from: Declaration): Json {
    if (name === nothing) return noBody;
    const inline = this.#flat.inline.get(name);
    const declaration = this.#declarations.named(name);
    if (
      declaration !== undefined &&
      (this.#isNamed(declaration) || declaration.kind === 'document')
    ) {
      return { $ref: `${declared}${declaration.key}`, ...beside };
    }
    if (inline !== undefined) {
      // Its words are about the scalar, and would stand at every property that has none.
      const { description: _words, ...scalar } = inline;
      return { ...scalar, ...beside };
    }
    if (declaration?.kind === 'alias') {
      // One without a name on the wire is what it stands for.
      const other = this.#declarations.behind(declaration);
      if (other === undefined) return this.#inLine(declaration.key, beside, from);
      return this.#reference(other.kind === 'object' ? other.key : other.marker, beside, from);
    }
    return this.#inLine(name, beside, from);
  }

  /** A type without a name of its own on the wire is written out where it stands. */
  #inLine(name: string, beside: JsonObject, from: Declaration): Json {
    const raw = this.#raw.get(name);
    if (raw === undefined || this.#open.has(name)) {
      const [node] = from.nodes;
      this.#reporter.report('unsupported', {
        message:
          raw === undefined
            ? `${from.name} refers to a type that has no schema.`
            : `${from.name} contains a type that contains itself and has no name in the API.`,
        fix: 'Export the inner type from a version folder.',
        ...placed(node),
      });
      return {};
    }
    this.#open.add(name);
    const schema = toOpenApi(raw, (inner, words) => this.#reference(inner, words, from));
    this.#open.delete(name);
    if (!isJsonObject(schema)) return schema;
    const { description: _words, ...rest } = schema;
    return { ...rest, ...beside };
  }
}

function valuesInOrder(schema: JsonObject, type: ts.TypeNode): JsonObject {
  const values = schema['enum'];
  if (!isList(values) || !ts.isUnionTypeNode(type)) return schema;
  const order = type.types.map((one) =>
    ts.isLiteralTypeNode(one) && ts.isStringLiteral(one.literal) ? one.literal.text : undefined,
  );
  const place = (value: Json): number => order.findIndex((one) => one === value);
  if (values.some((value) => place(value) < 0)) return schema;
  return { ...schema, enum: values.toSorted((a, b) => place(a) - place(b)) };
}

/** Names of the properties of an interface: those of what it extends, then its own. */
function inheritedFirst(type: ts.Type): readonly string[] {
  const inherited = (type.getBaseTypes() ?? []).flatMap(inheritedFirst);
  return [...new Set([...inherited, ...type.getProperties().map(({ name }) => name)])];
}
