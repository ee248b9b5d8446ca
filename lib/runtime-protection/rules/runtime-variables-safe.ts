import { all, each, finding, Outcome, Property, Rule } from '../../gate';

/** An unsafe value of a variable, and its effect. */
type Wrong = readonly [value: RegExp, id: 'not-verified' | 'debugger' | 'loads-writable'];

/** Folders that functions, and so attackers in them, can write to. */
const WRITABLE: Wrong = [/(?:^|[\s:=,])\/(?:tmp|dev\/shm|mnt)(?:\/|:|\s|$)/, 'loads-writable'];

const JAVA: readonly Wrong[] = [[/-agentlib:jdwp|-Xrunjdwp|-Xdebug\b|-Dcom\.sun\.management\.jmxremote/, 'debugger'], WRITABLE];

const NODE: readonly Wrong[] = [[/(?:^|\s)--insecure-http-parser\b/, 'not-verified'], [/(?:^|\s)--inspect\b/, 'debugger'], WRITABLE];

/** Properties with the command of an image, which can contain options of the runtime. */
const COMMAND: readonly Wrong[] = [
  ...NODE.slice(0, 2),
  JAVA[0],
  [/(?:^|[\s/])(?:debugpy|ptvsd|pydevd|rdbg|rdebug-ide|vsdbg|dlv)(?:\s|$)|\s-m\s+pdb\b/, 'debugger'],
  WRITABLE,
];

/** Variables that turn off verification, open a debugger, or set folders from which a loader or a runtime loads code. */
const VARIABLES: { readonly [variable: string]: readonly Wrong[] } = {
  AWS_LAMBDA_EXEC_WRAPPER: [WRITABLE],
  BASH_ENV: [WRITABLE],
  CLASSPATH: [WRITABLE],
  DOTNET_STARTUP_HOOKS: [WRITABLE],
  FLASK_DEBUG: [[/^(?:1|true)$/i, 'debugger']],
  GEM_PATH: [WRITABLE],
  GIT_SSL_NO_VERIFY: [[/^(?:1|true)$/i, 'not-verified']],
  JAVA_TOOL_OPTIONS: JAVA,
  JDK_JAVA_OPTIONS: JAVA,
  LD_AUDIT: [WRITABLE],
  LD_LIBRARY_PATH: [WRITABLE],
  LD_PRELOAD: [WRITABLE],
  NODE_OPTIONS: NODE,
  NODE_PATH: [WRITABLE],
  NODE_TLS_REJECT_UNAUTHORIZED: [[/^0$/, 'not-verified']],
  NPM_CONFIG_STRICT_SSL: [[/^false$/i, 'not-verified']],
  PATH: [WRITABLE],
  PGSSLMODE: [[/^(?:disable|allow|prefer)$/i, 'not-verified']],
  PYTHONHTTPSVERIFY: [[/^0$/, 'not-verified']],
  PYTHONINSPECT: [[/\S/, 'debugger']],
  PYTHONPATH: [WRITABLE],
  PYTHONSTARTUP: [WRITABLE],
  PYTHONUSERBASE: [WRITABLE],
  RUBYLIB: [WRITABLE],
  RUBYOPT: [WRITABLE],
  _JAVA_OPTIONS: JAVA,
};

const SAYS = {
  'not-verified': 'turns off verification',
  'debugger': 'opens the process to a debugger',
  'loads-writable': 'loads code from a folder that the function can write to',
};

/** Variables do not weaken the runtime: verification is on, no debugger is open, and only deployed code is loaded. */
export const runtimeVariablesSafe: Rule = {
  id: 'RuntimeVariablesSafe',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'No variable or command of a function turns off verification, opens a debugger or loads code that it can write.',
  why:
    'Without verification, an attacker on the network can read and change requests of the function, including tokens. A debugger runs any command that it gets. Code ' +
    'that an attacker writes to /tmp in one invocation is loaded by all later ones.',
  fix: {
    cdk: 'Remove the variable from environment, and the option from cmd. Set your own certificate with NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE, and add code with layers or the package.',
    template: 'Remove the variable from Environment.Variables, and the option from ImageConfig. Set your own certificate with NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE, and add code with Layers.',
  },
  acceptable: 'If no part of the workload can write to the file system with the code: say who can.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-verified': 'A variable, or an option of the command, turns off the verification of certificates, or the encryption.',
    'debugger': 'A variable, or the command, opens a debugger.',
    'loads-writable': 'A variable, or the command, loads code from a folder that the function can write to.',
  },
  check: (fn) => all(
    () => checkVariables(fn.get('Environment', 'Variables')),
    () => each(['EntryPoint', 'Command'], (name) => checkCommand(fn.get('ImageConfig', name))),
  ),
};

function checkVariables(variables: Property): readonly Outcome[] {
  const names = Object.keys(VARIABLES).filter((name) => variables.mayHave(name));
  return each(names, (name) => checkVariable(variables.at(name), name, VARIABLES[name]));
}

/** Checks the words of a command as one text. */
function checkCommand(command: Property): readonly Outcome[] {
  const text = command.items().map((word) => word.written() ?? '').join(' ');
  return COMMAND.filter(([wrong]) => wrong.test(text)).map(([, id]) => finding(command, id, `${text} ${SAYS[id]}`));
}

/** @throws Undetermined if nothing is found, and a part of the value is known only at deployment */
function checkVariable(variable: Property, name: string, wrong: readonly Wrong[]): readonly Outcome[] {
  if (!variable.exists) return [];
  const text = variable.written() ?? variable.string()!;
  const found = wrong.filter(([value]) => value.test(text));
  if (found.length === 0 && variable.hasUnknownPart()) throw variable.undetermined(`a part of ${name} is known only at deployment`);
  return found.map(([, id]) => finding(variable, id, `${name} ${SAYS[id]}`));
}
