import { commandProperties, environmentMaps } from '../../aws/properties';
import { all, each, finding, Outcome, placesAt, Property, Resource, Rule } from '../../gate';

const FUNCTION = 'AWS::Lambda::Function';

/** An unsafe value of a variable, and its effect. */
type Wrong = readonly [value: RegExp, id: 'not-verified' | 'debugger' | 'loads-writable' | 'other-endpoint'];

/** Matches folders that functions, and so attackers in them, can write to. */
const WRITABLE: Wrong = [/(?:^|[\s:=,]|-[Ir])\/(?:tmp|dev\/shm|mnt)(?:\/|:|\s|$)/, 'loads-writable'];

/** A file with the certificates that are trusted: without one, all are. */
const TRUSTED: readonly Wrong[] = [[/^$/, 'not-verified'], WRITABLE];

/** Folders that can be written to, after an option. Others may name them: `-Djava.io.tmpdir=/tmp`, and `--diagnostic-dir=/tmp`. */
const IN_WRITABLE = String.raw`["']?(?:[^\s"']*[:,])?/(?:tmp|dev/shm|mnt)/`;

const JAVA: readonly Wrong[] = [
  [/-agentlib:jdwp|-Xrunjdwp|-Xdebug\b|-Dcom\.sun\.management\.jmxremote/, 'debugger'],
  [/-D(?:jdk\.internal\.httpclient\.disableHostnameVerification|com\.amazonaws\.sdk\.disableCertChecking|com\.sun\.jndi\.ldap\.object\.disableEndpointIdentification)(?!=false)\b/, 'not-verified'],
  [new RegExp(
    String.raw`(?:-javaagent:|-agentpath:|-Xbootclasspath(?:/[ap])?:|(?:^|\s)(?:-cp|-classpath|--class-path|--module-path|-p|--patch-module|--upgrade-module-path)[ =]|(?:^|\s)@|` +
      String.raw`-XX:(?:SharedArchiveFile|Flags|VMOptionsFile)=|-Djava\.(?:library\.path|class\.path|ext\.dirs|endorsed\.dirs|security\.(?:policy|properties))==?|-Djavax\.net\.ssl\.(?:trust|key)Store=)${IN_WRITABLE}`,
  ), 'loads-writable'],
];

const NODE: readonly Wrong[] = [
  [/(?:^|\s)--(?:insecure-http-parser|tls-min-v1\.[01])(?=\s|$)/, 'not-verified'],
  [/(?:^|\s)--inspect\b/, 'debugger'],
  [new RegExp(String.raw`(?:^|\s)(?:-r|--(?:require|import|loader|experimental-loader|env-file(?:-if-exists)?|snapshot-blob|openssl-config|icu-data-dir))[ =]\s*(?:${IN_WRITABLE}|["']?(?:data|https?):)|--experimental-network-imports\b`), 'loads-writable'],
];

/** A variable that has the SDKs of AWS send requests elsewhere: to all services, or to one. */
const ENDPOINT = /^AWS_ENDPOINT_URL(?:_\w+)?$/;

/** Options of an address of a database or a broker, or of a list of its settings, that turn off TLS, or the check of its certificate. */
const INSECURE_OPTION = new RegExp(
  String.raw`^(?:[a-z][\w+.-]*:\S*[?&;]|(?=.*(?:^|[ ;])(?:host|server|data source|addr(?:ess)?) ?=).*?(?:^|; ?| ))(?:ssl[ _-]?mode ?= ?(?:disabled?|none|allow|prefer(?:red)?|no-verify)|(?:use)?ssl ?= ?(?:false|0)|tls ?= ?(?:false|skip-verify)|` +
    String.raw`tls(?:AllowInvalid\w+|Insecure)=true|encrypt ?= ?(?:false|no|optional)|trust ?server ?certificate ?= ?(?:true|yes)|rejectUnauthorized=false|verifyServerCertificate=false|ssl_cert_reqs=(?:none|CERT_NONE))(?:[&; ]|$)`,
  'i',
);

/** Names of settings by which programs turn off TLS, or the check of certificates: `DB_SSL_VERIFY`, and `SKIP_TLS_VERIFY`. */
const SETTING_OFF = /^(?:.*_)?(?:(?:SSL|TLS|HTTPS|CERTS?|CERTIFICATES?)_(?:.*_)?(?:VERIFY|VERIFICATION|VALIDATE|VALIDATION|CHECK|STRICT|REJECT_UNAUTHORIZED)|(?:VERIFY|VALIDATE|CHECK|STRICT)_(?:SSL|TLS|HTTPS|CERTS?|CERTIFICATES?))$/i;
const SETTING_ON = /^(?:.*_)?(?:(?:SKIP|DISABLE|NO|IGNORE|INSECURE|ALLOW_INVALID|ALLOW_INSECURE)_(?:SSL|TLS|HTTPS|CERTS?|CERTIFICATES?)(?:_.*)?|(?:SSL|TLS|HTTPS|CERTS?|CERTIFICATES?)_(?:SKIP|DISABLED?|NO|IGNORE|INSECURE|ALLOW_INVALID)(?:_.*)?|INSECURE|INSECURE_SKIP_VERIFY)$/i;
/** Settings of the connection to a database, a cache, a broker or a mail server. */
const CONNECTION_OFF = /^(?:.*_)?(?:DB|DATABASE|RDS|PG|POSTGRES(?:QL)?|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|VALKEY|MEMCACHED|KAFKA|RABBITMQ|AMQP|MQTT|LDAP|SMTP|ELASTICSEARCH|OPENSEARCH)_(?:USE_|ENABLE_|REQUIRE_)?(?:SSL|TLS)(?:_ENABLED)?$/i;
/** Settings whose values are modes. */
const MODES: readonly (readonly [name: RegExp, off: RegExp])[] = [
  [/(?:^|_)SECURITY_PROTOCOL$/i, /^(?:SASL_)?PLAINTEXT$/i],
  [/(?:^|_)(?:SSL|TLS)_?MODE$/i, /^(?:disabled?|none|off|allow|prefer(?:red)?|no-verify)$/i],
];

/** Members of settings in JSON. */
const INSECURE_MEMBER = /"(?:rejectUnauthorized|(?:ssl|tls)_?verify|verify_?(?:ssl|tls|certs?)|verifyServerCertificate)"\s*:\s*(?:false|0)\b|"(?:insecure(?:_?skip_?verify)?|trustServerCertificate|tlsAllowInvalid\w+|tlsInsecure)"\s*:\s*true\b/i;
const FALSE = /^(?:0|false|no|off|none)$/i;
const TRUE = /^(?:1|true|yes|on)$/i;

/** Endpoints that are not AWS's, or not encrypted. The process itself, such as an extension, can be one. */
const ENDPOINTS: readonly Wrong[] = [[/^(?!.*\$\{(?!AWS::))(?!https?:\/\/(?:localhost|127\.0\.0\.1)(?:[:/]|$))(?!https:\/\/[^/?#@]*\.(?:amazonaws\.com(?:\.cn)?|api\.aws|\$\{AWS::URLSuffix\})(?:[:/]|$))/, 'other-endpoint']];

/** Properties with the command of an image, which can contain options of the runtime. */
const COMMAND: readonly Wrong[] = [
  ...[...NODE, ...JAVA].filter(([, id]) => id !== 'loads-writable'),
  [/(?:^|[\s/])(?:debugpy|ptvsd|pydevd|rdbg|rdebug-ide|vsdbg|dlv)(?:\s|$)|\s-m\s+pdb\b/, 'debugger'],
  WRITABLE,
];

const DEBUGGERS = COMMAND.filter(([, id]) => id === 'debugger');

/** Inline code, by type. */
const PROGRAMS: { readonly [type: string]: string } = { [FUNCTION]: 'ZipFile', 'AWS::Synthetics::Canary': 'Script' };

/** Matches what turns off the check of certificates in a program. Comments are left out. */
const UNVERIFIED = /\brejectUnauthorized["']?\s*[:=]\s*(?:false|0)\b|\bNODE_TLS_REJECT_UNAUTHORIZED["']?\]?\s*=\s*["']?0\b|\bPYTHONHTTPSVERIFY["']?\]?\s*=\s*["']?0\b|\b_create_unverified_context\b|\bverify_mode\s*=\s*(?:ssl\.)?CERT_NONE\b|\bcert_reqs\s*=\s*["']?(?:ssl\.)?CERT_NONE\b|[(,]\s*verify\s*=\s*False\b|\bVERIFY_NONE\b/;
const COMMENT = /(?:^|\s)(?:#|\/\/).*$/gm;

/** Variables that turn off verification, open a debugger, or set folders from which a loader or a runtime loads code. */
const VARIABLES: { readonly [variable: string]: readonly Wrong[] } = {
  AWS_CA_BUNDLE: TRUSTED,
  AWS_CONFIG_FILE: [WRITABLE],
  AWS_LAMBDA_EXEC_WRAPPER: [WRITABLE],
  AWS_SHARED_CREDENTIALS_FILE: [WRITABLE],
  BASH_ENV: [WRITABLE],
  BUNDLE_GEMFILE: [WRITABLE],
  BUN_OPTIONS: NODE,
  CLASSPATH: [WRITABLE],
  CORECLR_PROFILER_PATH: [WRITABLE],
  CORECLR_PROFILER_PATH_32: [WRITABLE],
  CORECLR_PROFILER_PATH_64: [WRITABLE],
  CORECLR_PROFILER_PATH_ARM64: [WRITABLE],
  CURL_CA_BUNDLE: TRUSTED,
  DOTNET_ADDITIONAL_DEPS: [WRITABLE],
  DOTNET_STARTUP_HOOKS: [WRITABLE],
  FLASK_DEBUG: [[/^(?:1|true)$/i, 'debugger']],
  GCONV_PATH: [WRITABLE],
  GEM_HOME: [WRITABLE],
  GEM_PATH: [WRITABLE],
  GIT_SSL_CAINFO: TRUSTED,
  GIT_SSL_NO_VERIFY: [[/^(?:1|true)$/i, 'not-verified']],
  GODEBUG: [[/\b(?:x509sha1|tls10server|tls3des|tlsrsakex)=1|\bx509ignoreCN=0/, 'not-verified']],
  JAVA_TOOL_OPTIONS: JAVA,
  JDK_JAVA_OPTIONS: JAVA,
  LD_AUDIT: [WRITABLE],
  LD_LIBRARY_PATH: [WRITABLE],
  LD_PRELOAD: [WRITABLE],
  NODE_EXTRA_CA_CERTS: [WRITABLE],
  NODE_OPTIONS: NODE,
  NODE_PATH: [WRITABLE],
  NODE_TLS_REJECT_UNAUTHORIZED: [[/^0$/, 'not-verified']],
  NPM_CONFIG_STRICT_SSL: [[/^false$/i, 'not-verified']],
  OPENSSL_CONF: [WRITABLE],
  OPENSSL_ENGINES: [WRITABLE],
  OPENSSL_MODULES: [WRITABLE],
  PATH: [WRITABLE],
  PERL5DB: [WRITABLE],
  PERL5LIB: [WRITABLE],
  PERL5OPT: [WRITABLE],
  PGSSLMODE: [[/^(?:disable|allow|prefer)$/i, 'not-verified']],
  PGSSLROOTCERT: [WRITABLE],
  PHPRC: [WRITABLE],
  PHP_INI_SCAN_DIR: [WRITABLE],
  PYTHONHOME: [WRITABLE],
  PYTHONHTTPSVERIFY: [[/^0$/, 'not-verified']],
  PYTHONINSPECT: [[/\S/, 'debugger']],
  PYTHONPATH: [WRITABLE],
  PYTHONPYCACHEPREFIX: [WRITABLE],
  PYTHONSTARTUP: [WRITABLE],
  PYTHONUSERBASE: [WRITABLE],
  REQUESTS_CA_BUNDLE: TRUSTED,
  RUBYLIB: [WRITABLE],
  RUBYOPT: [WRITABLE],
  SSLKEYLOGFILE: [[/\S/, 'not-verified']],
  SSL_CERT_DIR: [WRITABLE],
  SSL_CERT_FILE: TRUSTED,
  _JAVA_OPTIONS: JAVA,
};

const SAYS = {
  'not-verified': 'turns off or weakens verification or encryption',
  'debugger': 'opens the process to a debugger',
  'loads-writable': 'loads code or trusted certificates from outside of the deployed code',
  'other-endpoint': 'sends calls of AWS to a host that is not AWS, or without TLS',
};

/** Variables do not weaken the runtime: verification is on, no debugger is open, and only deployed code is loaded. */
export const runtimeVariablesSafe: Rule = {
  id: 'RuntimeVariablesSafe',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'No variable, command or code skips verification, redirects AWS calls, opens a debugger or loads writable code.',
  why:
    'Without verification, an attacker on the network can read and change requests, including tokens, and what a build installs. A debugger runs any command that it gets. Code ' +
    'that an attacker writes to /tmp in one invocation is loaded by all later ones.',
  fix: {
    cdk: 'Remove the variable from environment, and the option from cmd. Set your own certificate with NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE, and add code with layers or the package.',
    template: 'Remove the variable from Environment.Variables, and the option from ImageConfig. Set your own certificate with NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE, and add code with Layers.',
  },
  acceptable: 'If no part of the workload can write to the file system with the code: say who can.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
  resourceTypes: [...new Set([...environmentMaps().keys(), ...commandProperties().keys(), ...Object.keys(PROGRAMS)])],
  findings: {
    'not-verified': 'A variable, an option of the command, or inline code turns off or weakens the verification of certificates, or the encryption.',
    'debugger': 'A variable, or the command, opens a debugger.',
    'loads-writable': 'A variable, or the command, loads code or trusted certificates from outside of the deployed code, such as a folder that the function can write to.',
    'other-endpoint': 'A variable has the SDK send calls of AWS to a host that is not AWS, or without TLS.',
  },
  check: (resource) => all(
    () => checkProgram(resource.get('Code', PROGRAMS[resource.type] ?? '')),
    () => (resource.type === FUNCTION ? checkFunction(resource) : checkOthers(resource)),
  ),
};

function checkFunction(fn: Resource): readonly Outcome[] {
  return all(
    () => checkVariables(fn.get('Environment', 'Variables')),
    () => each(['EntryPoint', 'Command'], (name) => checkCommand(fn.get('ImageConfig', name))),
  );
}

function checkOthers(resource: Resource): readonly Outcome[] {
  return all(
    () => each(environmentMaps().get(resource.type) ?? [], (path) =>
      each(variablesAt(resource, path), ([name, variable]) => checkOutside(variable, name))),
    () => each(commandProperties().get(resource.type) ?? [], (path) => each(placesAt(resource.get(), path), checkContainer)),
  );
}

function checkProgram(program: Property): readonly Outcome[] {
  const isOff = UNVERIFIED.test((program.written() ?? '').replace(COMMENT, ''));
  return isOff ? [finding(program, 'not-verified', `the code ${SAYS['not-verified']}`)] : [];
}

/** Checks the words of a container’s command. A container may write to its own folders. */
function checkContainer(command: Property): readonly Outcome[] {
  return command.unknown === undefined && command.isList() ? checkCommand(command, DEBUGGERS) : [];
}

/** The variables at a path of the table: `Path.{}` is a map, `Path.*[Name,Value]` a list of pairs. */
function variablesAt(resource: Resource, path: string): (readonly [name: string, variable: Property])[] {
  const [, place, nameKey, valueKey] = /^(.*)\.(?:\{\}|\*\[(\w+),(\w+)\])$/.exec(path)!;
  return placesAt(resource.get(), place).flatMap((at) => (nameKey === undefined
    ? Object.keys(at.writtenMap() ?? {}).map((name) => [name, at.at(name)] as const)
    : at.items().map((pair) => [pair.at(nameKey).written() ?? '', pair.at(valueKey)] as const)));
}

/** Checks a variable of a container or a build, which may write to its own folders. */
function checkOutside(variable: Property, name: string): readonly Outcome[] {
  const wrong = (ENDPOINT.test(name) ? ENDPOINTS : Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : []).filter(([, id]) => id !== 'loads-writable');
  return all(() => (wrong.length > 0 ? checkVariable(variable, name, wrong) : []), () => checkSetting(variable, name));
}

function checkVariables(variables: Property): readonly Outcome[] {
  const names = Object.keys(VARIABLES).filter((name) => variables.mayHave(name));
  const written = variables.writtenMap() ?? {};
  const endpoints = Object.keys(written).filter((name) => ENDPOINT.test(name));
  return all(
    () => each(names, (name) => checkVariable(variables.at(name), name, VARIABLES[name])),
    () => each(endpoints, (name) => checkVariable(variables.at(name), name, ENDPOINTS)),
    () => each(Object.keys(written), (name) => checkSetting(variables.at(name), name)),
  );
}

/** Any variable may hold an address, or be a setting of a program. */
function checkSetting(variable: Property, name: string): readonly Outcome[] {
  const text = (variable.written() ?? '').replace(/\s+/g, ' ');
  const isMode = MODES.some(([mode, off]) => mode.test(name) && off.test(text));
  const isSwitch = SETTING_ON.test(name) ? TRUE.test(text) : (SETTING_OFF.test(name) || CONNECTION_OFF.test(name)) && FALSE.test(text);
  const isOff = isMode || isSwitch || [INSECURE_OPTION, INSECURE_MEMBER].some((insecure) => insecure.test(text));
  return isOff && !Object.hasOwn(VARIABLES, name) ? [finding(variable, 'not-verified', `${name} ${SAYS['not-verified']}`)] : [];
}

/** Checks the words of a command as one text. */
function checkCommand(command: Property, wrong: readonly Wrong[] = COMMAND): readonly Outcome[] {
  const text = command.items().map((word) => word.written() ?? '').join(' ');
  return wrong.filter(([value]) => value.test(text)).map(([, id]) => finding(command, id, `${text} ${SAYS[id]}`));
}

/** @throws Undetermined if nothing is found, and a part of the value is known only at deployment */
function checkVariable(variable: Property, name: string, wrong: readonly Wrong[]): readonly Outcome[] {
  if (!variable.exists) return [];
  const text = variable.written() ?? variable.string()!;
  const found = wrong.filter(([value]) => value.test(text));
  if (found.length === 0 && variable.hasUnknownPart()) throw variable.undetermined(`a part of ${name} is known only at deployment`);
  return found.map(([, id]) => finding(variable, id, `${name} ${SAYS[id]}`));
}
