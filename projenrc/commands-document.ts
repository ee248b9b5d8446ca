import { Command } from 'commander';
import { programOf } from '../lib/cli/main';

const INTRO = `# Commands

<!-- Generated from the commands by "npm run docs". -->

\`npx cdk-sec3 <command>\` runs from a project that has \`cdk-sec3\` installed. \`npx cdk-sec3 <command> --help\` prints what stands here.
`;

/** docs/commands.md: the help of each command. */
export function commandsDocument(): string {
  const program = programOf({ stdout: process.stdout, stderr: process.stderr, color: false, cwd: '.' }, () => undefined);
  const toc = program.commands.map((command) => `- [\`${command.name()}\`](#${command.name()}): ${command.summary()}`);
  return `${[INTRO, ...toc, '', ...program.commands.map(section)].join('\n').trimEnd()}\n`;
}

function section(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 120 });
  command.outputHelp();
  return `## ${command.name()}\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`;
}
