/** One command block of a page, in the order in which a reader meets it. */
export interface Step {
  /** Of the fence, from 1. */
  readonly line: number;
  readonly script: string;
  /** It goes on while the steps after it run: ```sh background, "in a terminal of its own". */
  readonly background: boolean;
  /** What the page says it prints; nothing where the page says nothing. */
  readonly output?: string;
}

interface Block {
  readonly line: number;
  readonly info: string;
  readonly text: string;
  /** The line after the closing fence. */
  readonly next: number;
}

/**
 * The commands of a tutorial or how-to: each block marked `sh`. A block marked `text` right after it, with nothing in
 * between but blank lines, is what it prints. A block `sh background` is a program that runs until the page ends.
 */
export function stepsOf(markdown: string): Step[] {
  const lines = markdown.split('\n');
  const blocks = blocksOf(lines);
  return blocks.flatMap((block, index): Step[] => {
    const [language, ...words] = block.info.split(' ');
    if (language !== 'sh') return [];
    const after = blocks[index + 1];
    const follows =
      after?.info === 'text' &&
      lines.slice(block.next, after.line - 1).every((line) => line.trim() === '');
    return [
      {
        line: block.line,
        script: block.text,
        background: words.includes('background'),
        ...(follows && { output: after.text }),
      },
    ];
  });
}

/**
 * Whether a command printed what the page says. In the page `…` stands for anything within a line, and a line that is
 * nothing else for any lines: times, ids and ports differ from run to run. Spaces at the end of a line do not count.
 */
export function isPrinted(output: string, printed: string): boolean {
  return new RegExp(`^${patternOf(output)}$`).test(tidy(printed));
}

/** The same for a program that goes on: it has printed that somewhere in what it has printed so far. */
export function isPrintedWithin(output: string, printed: string): boolean {
  return new RegExp(`(?:^|\\n)${patternOf(output)}(?:\\n|$)`).test(tidy(printed));
}

function patternOf(output: string): string {
  const lines = tidy(output).split('\n');
  return lines
    .map((line, index) => {
      const last = index === lines.length - 1;
      if (line.trim() === '…') return last ? '(?:[^\\n]*\\n?)*' : '(?:[^\\n]*\\n)*';
      const pattern = line.split('…').map(escaped).join('[^\\n]*');
      return last ? pattern : `${pattern}\\n`;
    })
    .join('');
}

function tidy(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '').replace(/\n+$/, '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let open: { readonly line: number; readonly info: string } | undefined;
  for (const [index, line] of lines.entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (fence === null) continue;
    if (open === undefined) {
      open = { line: index + 1, info: (fence[1] ?? '').trim() };
    } else {
      const text = lines.slice(open.line, index).join('\n');
      blocks.push({ ...open, text, next: index + 1 });
      open = undefined;
    }
  }
  return blocks;
}
