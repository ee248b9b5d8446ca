/** Members of service requests that callers must not write. */

/** The target or the operation of a request: a caller that writes it can choose another one. */
const TARGETS = new Set([
  'action', 'apiendpoint', 'authority', 'bucket', 'clusterarn', 'database', 'deliverystreamname', 'detailtype', 'documentname', 'eventbusname', 'flowidentifier', 'functionarn', 'functionname', 'host', 'imageoverride', 'jobdefinition', 'jobqueue', 'modelid', 'projectname', 'queueurl',
  'resourcearn', 'rolearn', 'secretarn', 'secretid', 'source', 'sourcelocationoverride', 'statemachinearn', 'streamarn', 'streamname', 'tablename', 'targetarn', 'taskdefinition', 'topicarn', 'url', 'x-amz-target',
]);

/** Texts that a service runs as a program: a caller's text in it becomes a part of the program, even if it is escaped for JSON. */
const STATEMENTS = new Set([
  'buildspecoverride', 'command', 'commands', 'conditionexpression', 'expression', 'filterexpression', 'keyconditionexpression', 'partiql', 'path', 'projectionexpression', 'query', 'querystring', 'resourcepath', 'script',
  'sql', 'sqls', 'statement', 'statements', 'updateexpression', 'userdata',
]);

/** The kind of a request member; undefined for data. */
export function roleOfKey(key: string): 'target' | 'statement' | undefined {
  const name = key.replace(/\.\$$/, '').toLowerCase();
  return TARGETS.has(name) ? 'target' : STATEMENTS.has(name) ? 'statement' : undefined;
}
