import type { Problem } from './problem.ts';

/** The program that a package's README shows. */
export interface Example {
  readonly code: string;
  /** What it prints, where the README says so. */
  readonly output?: string;
}

/**
 * The convention: the first block of a README that is marked `ts` is a whole program that uses the
 * package by its name. A block marked `text` right after it (nothing in between but blank lines) is
 * exactly what the program prints.
 */
export function exampleOf(
  markdown: string,
  name: string,
  where: string,
): { readonly example: Example } | { readonly problem: Problem } {
  const blocks = blocksOf(markdown);
  const index = blocks.findIndex(({ language }) => language === 'ts');
  const block = blocks[index];
  if (block === undefined) {
    return {
      problem: {
        what: 'the README has no example',
        where,
        fix: `write a small program in a block that begins with \`\`\`ts; it imports from '${name}' and prints something`,
      },
    };
  }
  if (!imports(block.text, name)) {
    return {
      problem: {
        what: `the first ts block does not import from '${name}', so it shows nothing of this package`,
        where: `${where}:${String(block.line)}`,
        fix: `import what it shows from '${name}', or from one of its entries`,
      },
    };
  }
  const next = blocks[index + 1];
  const isOutput = next?.language === 'text' && next.before.trim() === '';
  return { example: { code: block.text, ...(isOutput ? { output: next.text } : {}) } };
}

/** What an example printed, against what its README says that it prints. */
export function outputProblem(
  example: Example,
  printed: string,
  where: string,
): Problem | undefined {
  const { output } = example;
  if (output === undefined) {
    if (printed.trim() !== '') return undefined;
    return {
      what: 'the example prints nothing, so nobody sees that it did something',
      where,
      fix: 'print a result with console.log',
    };
  }
  if (printed.trimEnd() === output.trimEnd()) return undefined;
  return {
    what: `it printed\n${printed.trimEnd()}\nand the README says\n${output.trimEnd()}`,
    where,
    fix: 'correct the text block after the example, or what is wrong in the package',
  };
}

interface Block {
  readonly language: string;
  readonly text: string;
  readonly line: number;
  /** What stands between the block before and this one. */
  readonly before: string;
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let end = 0;
  for (const match of markdown.matchAll(/^```(\S*)[^\n]*\n([\s\S]*?)^```[ \t]*$/gm)) {
    blocks.push({
      language: match[1] ?? '',
      text: match[2] ?? '',
      line: markdown.slice(0, match.index).split('\n').length,
      before: markdown.slice(end, match.index),
    });
    end = match.index + match[0].length;
  }
  return blocks;
}

function imports(code: string, name: string): boolean {
  const quoted = [...code.matchAll(/\bfrom\s+['"]([^'"\n]+)['"]/g)].map((match) => match[1] ?? '');
  return quoted.some((specifier) => specifier === name || specifier.startsWith(`${name}/`));
}
