import { each, finding, Outcome, Property, Rule } from '../../gate';
import { variableOf } from '../template/guarded-function';

/** A value of a variable that is wrong, and what comes of it. */
type Wrong = readonly [value: RegExp, id: 'not-verified' | 'debugger' | 'loads-writable'];

/** Where functions can write, and so anyone who has got into one. */
const WRITABLE: Wrong = [/(?:^|[\s:=,])\/(?:tmp|dev\/shm|mnt)(?:\/|:|\s|$)/, 'loads-writable'];

/** Variables that turn off what is verified, open a debugger, or name places that a loader or a runtime takes code from. */
const VARIABLES: { readonly [variable: string]: readonly Wrong[] } = {
  AWS_LAMBDA_EXEC_WRAPPER: [WRITABLE],
  BASH_ENV: [WRITABLE],
  CLASSPATH: [WRITABLE],
  DOTNET_STARTUP_HOOKS: [WRITABLE],
  FLASK_DEBUG: [[/^(?:1|true)$/i, 'debugger']],
  GEM_PATH: [WRITABLE],
  GIT_SSL_NO_VERIFY: [[/^(?:1|true)$/i, 'not-verified']],
  JAVA_TOOL_OPTIONS: [[/-agentlib:jdwp|-Xrunjdwp|-Dcom\.sun\.management\.jmxremote/, 'debugger'], WRITABLE],
  LD_AUDIT: [WRITABLE],
  LD_LIBRARY_PATH: [WRITABLE],
  LD_PRELOAD: [WRITABLE],
  NODE_OPTIONS: [[/(?:^|\s)--insecure-http-parser\b/, 'not-verified'], [/(?:^|\s)--inspect\b/, 'debugger'], WRITABLE],
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
};

const SAYS = {
  'not-verified': 'turns off what is verified',
  'debugger': 'opens the process to a debugger',
  'loads-writable': 'has code loaded from where the function can write',
};

/** Variables leave a runtime as it is: it verifies, no one debugs it, and what it loads was deployed. */
export const runtimeVariablesSafe: Rule = {
  id: 'RuntimeVariablesSafe',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'No variable of a function turns off verification, opens a debugger or loads code from where it can write.',
  why:
    'Without verification, who is on the path reads and changes what the function sends, its tokens included. A debugger runs any command that it gets. Code ' +
    'that an attacker writes to /tmp in one invocation is loaded by all later ones.',
  fix: {
    cdk: 'Remove the variable from environment. Give a certificate of your own by NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE, and code by layers or the package.',
    template: 'Remove the variable from Environment.Variables. Give a certificate of your own by NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE, and code by Layers.',
  },
  acceptable: 'When nothing of the workload can write to the file system that code is loaded from: say who can.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-verified': 'A variable turns off the verification of certificates, or the encryption.',
    'debugger': 'A variable lets a debugger into the process.',
    'loads-writable': 'A variable has code loaded from where the function itself can write.',
  },
  check: (fn) => each(Object.entries(VARIABLES), ([name, wrong]) => checkVariable(variableOf(fn, name), name, wrong)),
};

/** @throws Undetermined where nothing is found, and a part of the value is known only at deployment */
function checkVariable(variable: Property, name: string, wrong: readonly Wrong[]): readonly Outcome[] {
  if (!variable.exists) return [];
  const text = variable.written() ?? variable.string()!;
  const found = wrong.filter(([value]) => value.test(text));
  if (found.length === 0 && variable.hasUnknownPart()) throw variable.undetermined(`a part of ${name} is known only at deployment`);
  return found.map(([, id]) => finding(variable, id, `${name} ${SAYS[id]}`));
}
