import { Command } from 'commander';
import { programOf } from '../lib/cli/main';

const INTRO = `# Commands

<!-- Generated from the commands by "npm run docs". -->

\`npx cdk-sec3 <command>\` runs from a project that has \`cdk-sec3\` installed. \`npx cdk-sec3 <command> --help\` prints the same text.
`;

/** A command with its full name: `guard suggest`. */
interface NamedCommand {
  readonly name: string;
  readonly command: Command;
}

/** Returns docs/commands.md: the help of each command. */
export function commandsDocument(): string {
  const program = programOf({ stdout: process.stdout, stderr: process.stderr, color: false, cwd: '.' }, () => undefined);
  const commands = leaves(program, []);
  const toc = commands.map(({ name, command }) => `- [\`${name}\`](#${name.replaceAll(' ', '-')}): ${command.summary() || command.description()}`);
  return `${[INTRO, ...toc, '', ...commands.map(section)].join('\n').trimEnd()}\n`;
}

/** Returns the commands that can be run themselves. */
function leaves(parent: Command, path: readonly string[]): NamedCommand[] {
  return parent.commands.flatMap((command) => {
    const names = [...path, command.name()];
    return command.commands.length === 0 ? [{ name: names.join(' '), command }] : leaves(command, names);
  });
}

function section({ name, command }: NamedCommand): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 120 });
  command.outputHelp();
  return `## ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`;
}
