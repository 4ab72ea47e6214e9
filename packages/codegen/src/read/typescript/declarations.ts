import ts from 'typescript';

export type TypeNode = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration;

/** `object` and `generic` have members to look at; the others stand as markers where they are used. */
export type DeclarationKind = 'object' | 'generic' | 'alias' | 'scalar' | 'document';

/** A type as some module declares it, apart from the versions that it holds in. */
export interface Declaration {
  /** What it is called in the flat text; unique. */
  readonly key: string;
  /** The name of an object that stands for it. */
  readonly marker: string;
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Of a scalar. */
  readonly primitive?: 'string' | 'number' | 'boolean';
  readonly nodes: readonly TypeNode[];
  readonly file: ts.SourceFile;
}

/** Finds the one declaration behind each symbol. */
export class Declarations {
  readonly #checker: ts.TypeChecker;
  readonly #bySymbol = new Map<ts.Symbol, Declaration | undefined>();
  readonly #byKey = new Map<string, Declaration>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** Undefined for what is no type of data. */
  of(symbol: ts.Symbol | undefined): Declaration | undefined {
    if (symbol === undefined) return undefined;
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const real = isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    if (!this.#bySymbol.has(real)) this.#bySymbol.set(real, this.#declare(real));
    return this.#bySymbol.get(real);
  }

  /** The other declaration that an alias is all of: `type A = B`. */
  behind({ nodes: [node] }: Declaration): Declaration | undefined {
    if (node === undefined || !ts.isTypeAliasDeclaration(node)) return undefined;
    if (!ts.isTypeReferenceNode(node.type) || node.type.typeArguments !== undefined)
      return undefined;
    const { typeName } = node.type;
    const at = ts.isQualifiedName(typeName) ? typeName.right : typeName;
    const other = this.of(this.#checker.getSymbolAtLocation(at));
    // A generic type whose parameters all have defaults is one of its instances.
    return other?.kind === 'generic' ? undefined : other;
  }

  /** By key or marker, as they come back from the generator. */
  named(key: string): Declaration | undefined {
    return this.#byKey.get(key);
  }

  #declare(symbol: ts.Symbol): Declaration | undefined {
    const nodes = (symbol.declarations ?? []).filter(
      (node): node is TypeNode =>
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node) ||
        ts.isEnumDeclaration(node),
    );
    const [first] = nodes;
    if (first === undefined) return undefined;
    const passed = this.#passedOn(first, symbol.name);
    if (passed !== undefined) return passed;
    const number = String(this.#bySymbol.size);
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    // A union of named texts is a text to TypeScript, but each has a name of its own here.
    const isPlain = ts.isTypeAliasDeclaration(first) && !ts.isUnionTypeNode(first.type);
    const primitive = isPlain ? kindOf(type) : undefined;
    const declaration: Declaration = {
      key: `${symbol.name}_${number}`,
      marker: `at_${number}`,
      name: symbol.name,
      kind: this.#kind(first, primitive),
      ...(primitive === undefined ? {} : { primitive }),
      nodes,
      file: first.getSourceFile(),
    };
    this.#byKey.set(declaration.key, declaration).set(declaration.marker, declaration);
    return declaration;
  }

  #kind(node: TypeNode, primitive: Declaration['primitive']): DeclarationKind {
    if (isGenerated(node.getSourceFile())) return 'document';
    if (!ts.isEnumDeclaration(node) && (node.typeParameters ?? []).length > 0) return 'generic';
    if (primitive !== undefined) return 'scalar';
    return ts.isInterfaceDeclaration(node) ? 'object' : 'alias';
  }

  /** `type X = Other.X`, of another package or version, is that X. */
  #passedOn(node: TypeNode, name: string): Declaration | undefined {
    if (!ts.isTypeAliasDeclaration(node) || !ts.isTypeReferenceNode(node.type)) return undefined;
    const { typeName, typeArguments } = node.type;
    if (typeArguments !== undefined) return undefined;
    const at = ts.isQualifiedName(typeName) ? typeName.right : typeName;
    const other = this.of(this.#checker.getSymbolAtLocation(at));
    return other?.name === name && other.kind === 'document' ? other : undefined;
  }
}

/** The primitive that a type is, branded or not. */
export function kindOf(type: ts.Type): Declaration['primitive'] {
  if ((type.flags & ts.TypeFlags.String) !== 0) return 'string';
  if ((type.flags & ts.TypeFlags.Number) !== 0) return 'number';
  if ((type.flags & ts.TypeFlags.Boolean) !== 0) return 'boolean';
  if (!type.isIntersection()) return undefined;
  for (const part of type.types) {
    const found = kindOf(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Types that a codegen of ours wrote: the document beside them says more than they do. */
export function isGenerated(file: ts.SourceFile): boolean {
  return /[/\\]generated[/\\][^/\\]+[/\\]types\.(?:d\.)?ts$/.test(file.fileName);
}

/** Declared by the module of words that every package says its API with. */
export function isWords({ file }: Pick<Declaration, 'file'>): boolean {
  return /[/\\]runtime[/\\](?:src|dist)[/\\]api\.(?:d\.)?ts$/.test(file.fileName);
}
