import ts from 'typescript';
import type { JsonObject } from '../../model/json.ts';
import { isBroken } from '../json-text.ts';
import { placed, type TypesReporter } from './reporter.ts';
import { commentOf, descriptionOf, isConstraint, scalarSchema } from './tags.ts';
import {
  isTagged,
  isTaggedPrimitive,
  isWord,
  needsMembers,
  nothing,
  propertyOf,
  refused,
  saidOf,
  understood,
} from './constructs.ts';
import { type Declaration, type Declarations, isWords, kindOf } from './declarations.ts';

/**
 * All declarations as one text that typescript-json-schema reads right. Every type has a name of
 * its own there, whichever version or package it is from; what the generator would get wrong is
 * written otherwise: strings and numbers with tags, brands, and names of unions stand as markers,
 * objects that nothing else is like; `Record<string, T>` is an index signature.
 */
export class FlatText {
  readonly #checker: ts.TypeChecker;
  readonly #program: ts.Program;
  readonly #declarations: Declarations;
  readonly #reporter: TypesReporter;
  readonly #written = new Set<string>();
  readonly #parts: string[] = [];
  /** Those that the generator is to describe, in the order in which they were found. */
  readonly described: Declaration[] = [];
  /** Keys of all declarations that another one mentions. */
  readonly mentioned: Set<string> = new Set<string>();
  /** What a marker for a tagged string or number stands for. */
  readonly inline: Map<string, JsonObject> = new Map();

  constructor(program: ts.Program, declarations: Declarations, reporter: TypesReporter) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
    this.#declarations = declarations;
    this.#reporter = reporter;
  }

  /** Writes the declaration and all that it leads to. */
  add(declaration: Declaration): void {
    const queue = [declaration];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (this.#written.has(next.key)) continue;
      this.#written.add(next.key);
      this.#parts.push(`interface ${next.marker} { readonly ${next.marker}: true }`);
      if (next.kind === 'object' || next.kind === 'alias') this.described.push(next);
      if (next.kind === 'scalar') this.inline.set(next.marker, this.#scalar(next));
      if (next.kind === 'scalar' || next.kind === 'document') continue;
      const found: Declaration[] = [];
      for (const node of next.nodes) this.#parts.push(this.#declarationText(next, node, found));
      queue.push(...found);
    }
  }

  get text(): string {
    return [`interface ${nothing} { readonly ${nothing}: true }`, ...this.#parts, ''].join('\n');
  }

  /** The tags of an alias, those of the alias that it stands for first. */
  #scalar(declaration: Declaration): JsonObject {
    const [node] = declaration.nodes;
    const { primitive } = declaration;
    if (node === undefined || primitive === undefined) return {};
    let base: JsonObject | undefined;
    if (ts.isTypeAliasDeclaration(node) && ts.isTypeReferenceNode(node.type)) {
      const other = this.#declarations.of(this.#symbolAt(node.type.typeName));
      if (other?.kind === 'scalar') base = this.#scalar(other);
    }
    const { description: _own, deprecated: _was, ...inherited } = base ?? {};
    const schema = scalarSchema(
      primitive,
      node,
      base === undefined ? undefined : inherited,
      this.#reporter,
    );
    const description = descriptionOf(node);
    const deprecated = ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'deprecated');
    return {
      ...schema,
      ...(description === undefined ? {} : { description }),
      ...(deprecated ? { deprecated } : {}),
    };
  }

  #declarationText(declaration: Declaration, node: ts.Node, found: Declaration[]): string {
    const comment = commentOf(node, () => false, this.#reporter);
    const body = this.#rewrite(node, found, (name) =>
      name.parent === node && ts.isIdentifier(name) ? declaration.key : undefined,
    );
    const plain = body.replace(/^(?:(?:export|declare|default)\s+)*/, '');
    return `${comment}export ${plain}`;
  }

  /** The text of a node with every name in it replaced by its flat one. */
  #rewrite(
    root: ts.Node,
    found: Declaration[],
    rename: (node: ts.Node) => string | undefined = () => undefined,
  ): string {
    const source = root.getSourceFile();
    const edits: { start: number; end: number; text: string }[] = [];
    const replace = (node: ts.Node, text: string): void => {
      edits.push({ start: node.getStart(source), end: node.end, text });
    };
    const visit = (node: ts.Node): void => {
      const renamed = rename(node);
      if (renamed !== undefined) return replace(node, renamed);
      const text = this.#replacement(node, found);
      if (text !== undefined) return replace(node, text);
      if (ts.isPropertySignature(node)) {
        this.#checkComment(node, source);
        // Its comment is written anew, so the old one is not copied with what stands before it.
        const start = node.getFullStart();
        const begin = node.getStart(source);
        const comment = commentOf(
          node,
          (tag) => isConstraint(tag) && isTagged(node),
          this.#reporter,
        );
        edits.push({ start, end: begin, text: `\n${comment}` });
      }
      for (const word of saidOf(node)) {
        edits.push({ start: node.end - 1, end: node.end - 1, text: ` ${word}?: true; ` });
      }
      ts.forEachChild(node, visit);
    };
    visit(root);
    const start = root.getStart(source);
    let text = source.text.slice(start, root.end);
    for (const edit of edits.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
      if (edit.start < start) continue;
      text = text.slice(0, edit.start - start) + edit.text + text.slice(edit.end - start);
    }
    return text;
  }

  /** TypeScript takes a comment behind a brace for one of the brace, and nobody would see it again. */
  #checkComment(node: ts.PropertySignature, source: ts.SourceFile): void {
    for (const { pos, end } of ts.getTrailingCommentRanges(source.text, node.getFullStart()) ??
      []) {
      if (!source.text.slice(pos, end).startsWith('/**')) continue;
      this.#reporter.report('types_invalid', {
        message:
          'The comment stands on the line of what is before it, and so belongs to no property.',
        fix: 'Begin it on a line of its own.',
        place: { source, position: pos },
      });
    }
  }

  #replacement(node: ts.Node, found: Declaration[]): string | undefined {
    if (node.kind === ts.SyntaxKind.VoidKeyword) return nothing;
    const why = refused.get(node.kind);
    if (why !== undefined) {
      this.#unsupported(node, why);
      return 'unknown';
    }
    if (ts.isStringLiteralLike(node) && isBroken(node.text)) {
      this.#unsupported(node, 'A text with half of a character is no JSON');
      return "'half'";
    }
    if (isTaggedPrimitive(node)) return this.#inlineMarker(node);
    if (ts.isTypeReferenceNode(node))
      return this.#reference(node, node.typeName, node.typeArguments, found);
    if (ts.isExpressionWithTypeArguments(node)) {
      return this.#reference(node, node.expression, node.typeArguments, found);
    }
    if (ts.isImportTypeNode(node) && node.qualifier !== undefined) {
      return this.#reference(node, node.qualifier, node.typeArguments, found);
    }
    if (ts.isTypeQueryNode(node)) {
      const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
      const type = this.#checker.getTypeAtLocation(node);
      return `(${this.#checker.typeToString(type, undefined, flags)})`;
    }
    return undefined;
  }

  #reference(
    node: ts.Node,
    name: ts.Node,
    typeArguments: ts.NodeArray<ts.TypeNode> | undefined,
    found: Declaration[],
  ): string | undefined {
    const symbol = this.#symbolAt(name);
    if (symbol === undefined || (symbol.flags & ts.SymbolFlags.TypeParameter) !== 0)
      return undefined;
    const values = (typeArguments ?? []).map((argument) => this.#rewrite(argument, found));
    if (this.#isOfTypeScript(symbol)) return this.#builtIn(node, symbol, typeArguments, values);
    const declaration = this.#declarations.of(symbol);
    if (declaration === undefined) {
      this.#unsupported(node, `${symbol.name} is no type that has a schema`);
      return 'unknown';
    }
    if (isWords(declaration) && ['Closed', 'OneOf'].includes(declaration.name)) {
      // The member that says so is put in where the literal ends; see `saidOf`.
      const [literal] = typeArguments ?? [];
      if (literal !== undefined && (ts.isTypeLiteralNode(literal) || isWord(literal)))
        return values[0];
      this.#unsupported(
        node,
        `${declaration.name} is said of an object that is not written out in it`,
      );
      return 'unknown';
    }
    found.push(declaration);
    this.mentioned.add(declaration.key);
    if (declaration.kind === 'document' && needsMembers(node)) {
      this.#unsupported(node, `${declaration.name} of another package is taken apart`);
      return 'unknown';
    }
    const isAlias = declaration.kind !== 'object' && declaration.kind !== 'generic';
    if (isAlias && !(declaration.kind === 'alias' && needsMembers(node))) return declaration.marker;
    return values.length === 0 ? declaration.key : `${declaration.key}<${values.join(', ')}>`;
  }

  #builtIn(
    node: ts.Node,
    symbol: ts.Symbol,
    typeArguments: ts.NodeArray<ts.TypeNode> | undefined,
    values: readonly string[],
  ): string | undefined {
    if (!understood.has(symbol.name)) {
      this.#unsupported(node, `${symbol.name} is no JSON`);
      return 'unknown';
    }
    const [key] = typeArguments ?? [];
    if (symbol.name === 'Record' && key !== undefined) {
      const type = this.#checker.getTypeAtLocation(key);
      const [, value = 'unknown'] = values;
      if (kindOf(type) === 'string') return `{ [key: string]: ${value} }`;
    }
    return undefined;
  }

  #inlineMarker(node: ts.KeywordTypeNode): string {
    const property = propertyOf(node);
    const marker = `inline_${String(this.inline.size)}`;
    const primitive = node.kind === ts.SyntaxKind.StringKeyword ? 'string' : 'number';
    if (property !== undefined) {
      this.inline.set(marker, scalarSchema(primitive, property, undefined, this.#reporter));
    }
    this.#parts.push(`interface ${marker} { readonly ${marker}: true }`);
    return marker;
  }

  #symbolAt(name: ts.Node): ts.Symbol | undefined {
    const at = ts.isQualifiedName(name)
      ? name.right
      : ts.isPropertyAccessExpression(name)
        ? name.name
        : name;
    const symbol = this.#checker.getSymbolAtLocation(at);
    if (symbol === undefined) return undefined;
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #isOfTypeScript(symbol: ts.Symbol): boolean {
    const source = symbol.declarations?.[0]?.getSourceFile();
    return source !== undefined && this.#program.isSourceFileDefaultLibrary(source);
  }

  #unsupported(node: ts.Node, what: string): void {
    this.#reporter.report('unsupported', {
      message: `${what}, so it cannot stand in a type of an API.`,
      fix: 'Describe what is sent: objects, arrays, texts, numbers, true, false and null.',
      ...placed(node),
    });
  }
}
