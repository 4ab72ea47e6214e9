import { type Finding, jsonOf, record, type Tree, workspaces } from './tree.ts';

/** npm's own words, which are no scripts of ours. */
const npmCommands = new Set(['ci', 'install', 'exec', 'run', 'i', 'init', 'publish', 'version']);
const pages = ['README.md', 'CONTRIBUTING.md'];

/** A command that a page tells people to run exists as a script, or as a program of ours. */
export function readmeCommands(tree: Tree): Finding[] {
  const scripts = record(jsonOf(tree, 'package.json')['scripts']);
  const programs = programsOf(tree);
  return pages
    .filter((path) => tree.paths.includes(path))
    .flatMap((path) =>
      commandsIn(tree.text(path)).flatMap(({ tool, name }) => {
        if (tool === 'npx' ? programs.has(name) : name in scripts) return [];
        return [{ path, message: `It says \`${tool} ${name}\`, which does not exist.` }];
      }),
    );
}

interface Command {
  readonly tool: 'npm run' | 'npx';
  readonly name: string;
}

/** The `npm` and `npx` commands in code spans and code blocks. */
function commandsIn(markdown: string): Command[] {
  const code = [...markdown.matchAll(/```[^\n]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return code.flatMap((text) =>
    [...text.matchAll(/\b(npm run|npm|npx) (?:-s |--no )?([\w:-]+)/g)].flatMap((match): Command[] => {
      const name = match[2] ?? '';
      if (match[1] === 'npx') return [{ tool: 'npx', name }];
      if (match[1] === 'npm' && npmCommands.has(name)) return [];
      return [{ tool: 'npm run', name }];
    }),
  );
}

/** What `npx` finds after `npm ci`: our own programs, and those of the root's dependencies. */
function programsOf(tree: Tree): ReadonlySet<string> {
  const ours = workspaces(tree).flatMap((folder) =>
    Object.keys(record(jsonOf(tree, `${folder}/package.json`)['bin'])),
  );
  const others = Object.keys(record(jsonOf(tree, 'package.json')['devDependencies']));
  return new Set([...ours, ...others, 'changeset', 'tsc']);
}
