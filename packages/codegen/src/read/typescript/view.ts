import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { isList } from '../raw.ts';
import type { Declaration, Declarations } from './declarations.ts';
import { declared, type Definitions } from './definitions.ts';
import { type Place, placed, type TypesReporter } from './reporter.ts';

/** What the names mean in one version. */
export type Bindings = ReadonlyMap<string, Declaration>;

export interface Component {
  readonly schema: JsonObject;
  readonly declaration?: Declaration;
}

/** The named schemas of one version: what its operations reach, and nothing else. */
export class View {
  readonly #bindings: Bindings;
  readonly #declarations: Declarations;
  readonly #definitions: Definitions;
  readonly #documents: Documents;
  readonly #reporter: TypesReporter;
  readonly components: Map<string, Component> = new Map();

  constructor(
    bindings: Bindings,
    declarations: Declarations,
    definitions: Definitions,
    documents: Documents,
    reporter: TypesReporter,
  ) {
    this.#bindings = bindings;
    this.#declarations = declarations;
    this.#definitions = definitions;
    this.#documents = documents;
    this.#reporter = reporter;
  }

  /** The schema with the names of this version, which are then among the components. */
  named(schema: Json): Json {
    if (isList(schema)) return schema.map((one) => this.named(one));
    if (!isJsonObject(schema)) return schema;
    const reference = schema['$ref'];
    const entries = Object.entries(schema).map(([key, value]) => [key, this.named(value)] as const);
    const result: JsonObject = Object.fromEntries(entries);
    if (typeof reference !== 'string' || !reference.startsWith(declared)) return result;
    const declaration = this.#declarations.named(reference.slice(declared.length));
    if (declaration === undefined) return result;
    this.add(declaration);
    return { ...result, $ref: `#/components/schemas/${declaration.name}` };
  }

  add(declaration: Declaration): void {
    const { name } = declaration;
    const isFixed = declaration.kind === 'document';
    const meant = isFixed ? declaration : (this.#bindings.get(name) ?? declaration);
    if (meant.kind === 'document') return this.#addOf(meant);
    const known = this.components.get(name);
    if (known !== undefined) {
      if (known.declaration?.key !== meant.key) this.#twice(meant);
      return;
    }
    // Known before it is made, as it may contain itself.
    this.components.set(name, { schema: {}, declaration: meant });
    const schema = this.named(this.#definitions.of(meant));
    this.components.set(name, { schema: isJsonObject(schema) ? schema : {}, declaration: meant });
  }

  place(name: string): Place | undefined {
    const node = this.components.get(name)?.declaration?.nodes[0];
    return placed(node).place;
  }

  /** A type of another package, with all that it refers to there. */
  #addOf(declaration: Declaration): void {
    const schemas = this.#documents.beside(declaration, this.#reporter);
    const queue = [declaration.name];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const schema = schemas[name];
      if (!isJsonObject(schema)) continue;
      const known = this.components.get(name);
      if (known !== undefined) {
        if (JSON.stringify(known.schema) !== JSON.stringify(schema)) this.#twice(declaration, name);
        continue;
      }
      this.components.set(name, { schema, declaration });
      const references = JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
      for (const [, other = ''] of references) queue.push(other);
    }
  }

  #twice(declaration: Declaration, name: string = declaration.name): void {
    const [node] = declaration.nodes;
    this.#reporter.report('type_duplicate', {
      message: `Two different types are called ${name} in one version.`,
      fix: 'Give one of them another name.',
      type: name,
      ...placed(node),
    });
  }
}

/** The OpenAPI documents that stand beside generated types: a type that a package publishes is what its document says. */
export class Documents {
  readonly #read = new Map<string, JsonObject>();

  /** `components.schemas` of the version that the declaration is from. */
  beside({ file, name }: Declaration, reporter: TypesReporter): JsonObject {
    const path = documentOf(file.fileName);
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    let schemas: JsonObject = {};
    if (existsSync(path)) {
      // What JSON.parse returns is Json by definition.
      const root = JSON.parse(readFileSync(path, 'utf8')) as Json;
      const components = isJsonObject(root) ? root['components'] : undefined;
      const found = isJsonObject(components) ? components['schemas'] : undefined;
      if (isJsonObject(found)) schemas = found;
    } else {
      reporter.report('file_unreadable', {
        message: `${name} is of a generated package whose document is not there.`,
        fix: 'Run `skewline generate` in that package first.',
        file: path,
      });
    }
    this.#read.set(path, schemas);
    return schemas;
  }
}

/** Documents are published with the sources, not with what is built from them. */
function documentOf(types: string): string {
  const here = join(dirname(types), 'openapi.json');
  const built = `${sep}dist${sep}`;
  const at = here.lastIndexOf(built);
  if (existsSync(here) || at < 0) return here;
  return `${here.slice(0, at)}${sep}src${sep}${here.slice(at + built.length)}`;
}
