/** Members of requests to services that are not for callers to write. */

/** What a request is sent to, or done with: whoever writes it picks another one. */
const TARGETS = new Set([
  'action', 'apiendpoint', 'authority', 'bucket', 'clusterarn', 'database', 'deliverystreamname', 'detailtype', 'documentname', 'eventbusname', 'flowidentifier', 'functionarn', 'functionname', 'host', 'imageoverride', 'jobdefinition', 'jobqueue', 'modelid', 'projectname', 'queueurl',
  'resourcearn', 'rolearn', 'secretarn', 'secretid', 'source', 'sourcelocationoverride', 'statemachinearn', 'streamarn', 'streamname', 'tablename', 'targetarn', 'taskdefinition', 'topicarn', 'url', 'x-amz-target',
]);

/** What a service reads as a program: a text in it becomes a part of the program, whatever escapes it for JSON. */
const STATEMENTS = new Set([
  'buildspecoverride', 'command', 'commands', 'conditionexpression', 'expression', 'filterexpression', 'keyconditionexpression', 'partiql', 'path', 'projectionexpression', 'query', 'querystring', 'resourcepath', 'script',
  'sql', 'sqls', 'statement', 'statements', 'updateexpression', 'userdata',
]);

/** What a member of a request is; undefined where it is data. */
export function roleOfKey(key: string): 'target' | 'statement' | undefined {
  const name = key.replace(/\.\$$/, '').toLowerCase();
  return TARGETS.has(name) ? 'target' : STATEMENTS.has(name) ? 'statement' : undefined;
}
