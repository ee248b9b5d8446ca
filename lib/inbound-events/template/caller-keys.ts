/** Members of service requests that callers must not write. */

/** The target or the operation of a request. A caller who writes it can choose another one. */
const TARGETS = new Set([
  'action', 'apiendpoint', 'authority', 'bucket', 'clusterarn', 'database', 'deliverystreamname', 'detailtype', 'documentname', 'eventbusname', 'flowidentifier', 'functionarn', 'functionname', 'host', 'imageoverride', 'jobdefinition', 'jobqueue', 'modelid', 'projectname', 'queueurl',
  'resourcearn', 'rolearn', 'secretarn', 'secretid', 'source', 'sourcelocationoverride', 'statemachinearn', 'streamarn', 'streamname', 'tablename', 'targetarn', 'taskdefinition', 'topicarn', 'url', 'x-amz-target',
]);

/** Texts that a service runs as a program. A caller's text inside of it becomes a part of the program, even if it is escaped for JSON. */
const STATEMENTS = new Set([
  'buildspecoverride', 'command', 'commands', 'conditionexpression', 'expression', 'filterexpression', 'keyconditionexpression', 'partiql', 'path', 'projectionexpression', 'query', 'querystring', 'resourcepath', 'script',
  'sql', 'sqls', 'statement', 'statements', 'updateexpression', 'userdata',
]);

/** Returns the kind of a request member. Undefined for data. */
export function roleOfKey(key: string): 'target' | 'statement' | undefined {
  const name = key.replace(/\.\$$/, '').toLowerCase();
  return TARGETS.has(name) ? 'target' : STATEMENTS.has(name) ? 'statement' : undefined;
}

/** Parameters of services that state machines call, by the ends of their names: texts that a service runs, and places of programs. */
const RUN_BY_SERVICES = /^Args$|(?:Entrypoint|Quer(?:y|yString|yStatement)|Sqls?|Statements?|Script|Commands?|(?<!Schedule)Expression|SparkSubmitParameters|TemplateBody|PolicyDocument)$/;
const NAMED_TO_SERVICES = /^(?:EntryPoint|Image|ImageUri|Jar|PolicyArn|ScriptLocation|TemplateURL|--(?:additional-python-modules|extra-jars|extra-py-files|scriptLocation))$/;

/** Parameters that name the program, the target or the group of an operation, and are a label or data of other operations. */
const NAMED_BY_OPERATION: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  addUserToGroup: ['GroupName'],
  adminAddUserToGroup: ['GroupName'],
  createFunction: ['S3Bucket', 'S3Key', 'ZipFile'],
  publishLayerVersion: ['S3Bucket', 'S3Key', 'ZipFile'],
  updateFunctionCode: ['S3Bucket', 'S3Key', 'ZipFile'],
  createSchedule: ['Arn'],
  putTargets: ['Arn'],
  updateSchedule: ['Arn'],
  startCrawler: ['Name'],
  startJobRun: ['JobName'],
  startPipelineExecution: ['PipelineName'],
  startWorkflowRun: ['Name'],
}));

/** Parameters that are data for a target, which has to validate them. */
const DATA: ReadonlySet<string> = new Set([
  'Body', 'Data', 'Detail', 'ExecutionParameters', 'ExpressionAttributeValues', 'Input', 'Item', 'Key', 'Message', 'MessageBody', 'Payload', 'RequestBody',
]);

/**
 * Does the same as {@link roleOfKey} for parameters of a task, which are those of the service's API.
 *
 * @param operation the operation of the service: `startJobRun`
 */
export function roleOfParameter(key: string, operation: string): 'target' | 'statement' | 'data' | undefined {
  const name = key.replace(/\.\$$/, '');
  if (NAMED_BY_OPERATION.get(operation)?.includes(name)) return 'target';
  if (DATA.has(name)) return 'data';
  return roleOfKey(name) ?? (RUN_BY_SERVICES.test(name) ? 'statement' : NAMED_TO_SERVICES.test(name) ? 'target' : undefined);
}

/** Members that name the person for whom a request is, or the rights of that person. */
const IDENTITY = /^(?:x-)?(?:(?:owner|user|tenant|account|customer|principal|caller|subject|org(?:ani[sz]ation)?|actor)[_-]?(?:id|name|sub)?|(?:created|requested)[_-]?by|(?:is[_-]?)?admin|roles?|groups?|permissions?)$/i;

/** Checks whether a member of a request identifies the caller to the backend. */
export function isIdentityKey(key: string): boolean {
  return IDENTITY.test(key);
}
