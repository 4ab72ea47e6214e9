import { relative, sep } from 'node:path';
import type ts from 'typescript';
import type { Problem, ProblemCode } from '../../model/problem.ts';
import { cut } from '../../model/visible.ts';
import { mostLetters } from '../reporter.ts';

export interface Place {
  readonly source: ts.SourceFile;
  /** Characters from the beginning of the file. */
  readonly position: number;
}

export interface Finding {
  readonly message: string;
  readonly fix: string;
  readonly place?: Place;
  /** Where there is no place in it. */
  readonly file?: string;
  readonly severity?: Problem['severity'];
  readonly version?: string;
  readonly type?: string;
}

/** Where a node stands; nothing where there is none to point at. */
export function placed(node: ts.Node | undefined): Pick<Finding, 'place'> {
  if (node === undefined) return {};
  return { place: { source: node.getSourceFile(), position: node.getStart() } };
}

/** Collects what is wrong with the types of one package, each with file and line. */
export class TypesReporter {
  readonly #packageFolder: string;
  readonly #problems = new Map<string, Problem>();

  constructor(packageFolder: string) {
    this.#packageFolder = packageFolder;
  }

  report(code: ProblemCode, { place, severity, file, ...finding }: Finding): void {
    const where = place === undefined ? this.#file(file) : this.#at(place);
    const message = cut(finding.message, mostLetters);
    const problem: Problem = { code, severity: severity ?? 'error', ...finding, message, ...where };
    const key = `${code} ${problem.file ?? ''} ${String(problem.line ?? '')} ${finding.message}`;
    if (!this.#problems.has(key)) this.#problems.set(key, problem);
  }

  /** One that was found in what the types became. */
  add(problem: Problem): void {
    this.#problems.set(JSON.stringify(problem), problem);
  }

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  get failed(): boolean {
    return this.problems.some(({ severity }) => severity === 'error');
  }

  #at({ source, position }: Place): Pick<Problem, 'file' | 'line'> {
    const { line } = source.getLineAndCharacterOfPosition(position);
    return { ...this.#file(source.fileName), line: line + 1 };
  }

  #file(path: string | undefined): Pick<Problem, 'file'> {
    if (path === undefined) return {};
    return { file: relative(this.#packageFolder, path).split(sep).join('/') };
  }
}
