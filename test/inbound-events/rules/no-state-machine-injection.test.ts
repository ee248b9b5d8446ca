import { noStateMachineInjection } from '../../../lib/inbound-events/rules/no-state-machine-injection';
import { check, ids, TestTemplate } from '../../gate/harness';

const found = (task: object) => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Task', ...task, End: true } } };
  const machine = (Properties: object) =>
    ids(noStateMachineInjection, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::StepFunctions::StateMachine', Properties } } } as TestTemplate);
  const [object, text] = [machine({ Definition: definition }), machine({ DefinitionString: JSON.stringify(definition) })];
  expect(text).toEqual(object);
  return object;
};

test.each<[string, object]>([
  ['data from the input', { Parameters: { 'FunctionName': 'fn', 'Payload.$': '$' } }],
  ['parameters of a query', { Parameters: { 'QueryString': 'SELECT * FROM a WHERE id = ?', 'ExecutionParameters.$': 'States.Array($.id)' } }],
  ['values of the execution', { Parameters: { 'FunctionName': 'fn', 'Source.$': '$$.Execution.Id' } }],
  ['functions and the context in JSONata', { Arguments: { TopicArn: "{% 'a' & $uuid() & $states.context.Execution.Name %}" } }],
  ['a function that gets the input', { Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:fn' }],
  ['an invocation that gets the input', { Resource: 'arn:aws:states:::lambda:invoke' }],
  ['an activity', { Resource: 'arn:aws:states:eu-west-1:111122223333:activity:wait' }],
  ['members of data that are named like a statement', { Parameters: { FunctionName: 'fn', Payload: { 'query.$': '$.query' } } }],
  ['an item of a table', { Arguments: { TableName: 'a', Item: { source: { S: '{% $states.input.source %}' } } } }],
  ['the time of a schedule', { Parameters: { 'Name': 'a', 'ScheduleExpression.$': '$.at' } }],
  ['a list of fixed commands', { Arguments: { DocumentName: 'a', Parameters: { commands: ['uptime', "{% 'w' %}"] } } }],
  ['the label of a job', { Resource: 'arn:aws:states:::batch:submitJob.sync', Parameters: { 'JobDefinition': 'a', 'JobName.$': '$.name' } }],
  ['data of a job', { Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'a', Arguments: { '--key.$': '$.key' } } }],
  ['the user of a group', { Resource: 'arn:aws:states:::aws-sdk:cognitoidentityprovider:adminAddUserToGroup', Parameters: { 'GroupName': 'users', 'Username.$': '$.user' } }],
  ['the group of schedules', { Resource: 'arn:aws:states:::aws-sdk:scheduler:createSchedule', Parameters: { 'GroupName.$': '$.group', 'Target': { Arn: 'fn' } } }],
  ['data in JSONata', { Arguments: { FunctionName: 'fn', Payload: '{% $states.input %}' } }],
])('compliant: %s', (_, task) => {
  expect(found(task)).toEqual([]);
});

test.each<[string, object, string]>([
  ['a function', { Parameters: { 'FunctionName.$': '$.fn' } }, 'names-target'],
  ['a query', { Parameters: { 'QueryString.$': "States.Format('SELECT {}', $.id)" } }, 'in-statement'],
  ['a statement in JSONata', { Arguments: { Sql: "{% 'SELECT ' & $states.input.id %}" } }, 'in-statement'],
  ['a build specification', { Parameters: { 'ProjectName': 'p', 'BuildspecOverride.$': '$.spec' } }, 'in-statement'],
  ['a model', { Parameters: { 'ModelId.$': '$.model' } }, 'names-target'],
  ['an item of a map', { Parameters: { 'Sql.$': "States.Format('DELETE FROM a WHERE id={}', $)" } }, 'in-statement'],
  ['a job', { Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { 'JobName.$': '$.job' } }, 'names-target'],
  ['a program of a job', { Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'a', Arguments: { '--extra-py-files.$': '$.file' } } }, 'names-target'],
  ['a variable', { Parameters: { 'Sql.$': '$statement' } }, 'in-statement'],
  ['a variable in JSONata', { Arguments: { FunctionName: '{% $name %}' } }, 'names-target'],
  ['the whole of it', { Resource: 'arn:aws:states:::aws-sdk:dynamodb:executeStatement' }, 'names-target'],
  ['the whole of it, in JSONata', { Resource: 'arn:aws:states:::aws-sdk:ssm:sendCommand', Arguments: '{% $states.input %}' }, 'names-target'],
  ['a command in a list', { Arguments: { DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['{% $script %}'] } } }, 'in-statement'],
  ['a query of a graph', { Parameters: { 'OpenCypherQuery.$': "States.Format('MATCH (n {}) RETURN n', $.id)" } }, 'in-statement'],
  ['a program', { Parameters: { JobDriver: { SparkSubmitJobDriver: { 'EntryPoint.$': '$.script' } } } }, 'names-target'],
  ['arguments of a program', { Parameters: { JobDriver: { SparkSubmitJobDriver: { 'EntryPoint': 's3://a/b', 'SparkSubmitParameters.$': '$.options' } } } }, 'in-statement'],
  ['a template', { Parameters: { 'StackName': 'a', 'TemplateBody.$': '$.template' } }, 'in-statement'],
  ['a policy', { Parameters: { 'RoleName': 'a', 'PolicyArn.$': '$.policy' } }, 'names-target'],
  ['the input of the execution', { Parameters: { 'Sql.$': "States.Format('DELETE FROM a WHERE id={}', $$.Execution.Input.id)" } }, 'in-statement'],
  ['the input of the execution in JSONata', { Arguments: { Sql: "{% 'DELETE FROM a WHERE id=' & $states.context.Execution.Input.id %}" } }, 'in-statement'],
  ['an item of a map in the context', { Arguments: { TopicArn: '{% $states.context.Map.Item.Value.topic %}' } }, 'names-target'],
  ['arguments of a command runner', { Parameters: { Step: { HadoopJarStep: { 'Jar': 'command-runner.jar', 'Args.$': "States.Array('bash', '-c', $.cmd)" } } } }, 'in-statement'],
  ['a program of a cluster', { Parameters: { Step: { HadoopJarStep: { 'Jar.$': '$.jar' } } } }, 'names-target'],
  ['an entry point', { Parameters: { AppSpecification: { 'ImageUri': 'a', 'ContainerEntrypoint.$': '$.run' } } }, 'in-statement'],
  ['the target of a schedule', { Resource: 'arn:aws:states:::aws-sdk:scheduler:createSchedule', Parameters: { Target: { 'Arn.$': '$.target' } } }, 'names-target'],
  ['the code of a function', { Resource: 'arn:aws:states:::aws-sdk:lambda:updateFunctionCode', Parameters: { 'FunctionName': 'fn', 'S3Key.$': '$.key' } }, 'names-target'],
  ['the group of a user', { Resource: 'arn:aws:states:::aws-sdk:cognitoidentityprovider:adminAddUserToGroup', Parameters: { 'Username.$': '$.user', 'GroupName.$': '$.group' } }, 'names-target'],
  ['a command inside', { Parameters: { Overrides: { ContainerOverrides: [{ 'Command.$': '$.command' }] } } }, 'in-statement'],
])('non-compliant: %s', (_, task, id) => {
  expect(found(task)).toEqual([`It[${id}]`]);
});

test('what a map reads and writes', () => {
  const map = (more: object) => {
    const ItemProcessor = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
    const Definition = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, ...more, End: true } } };
    return check(noStateMachineInjection, { Resources: { It: { Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition } } } });
  };
  expect(map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { 'Bucket.$': '$.bucket', 'Key.$': '$.key' } } })).toEqual([
    'It[names-target] Properties.Definition.States.M.ItemReader.Parameters.Bucket.$: state M takes Bucket.$ from its input',
  ]);
  expect(map({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: '{% $states.input.to %}' } } })).toHaveLength(1);
  expect(map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { 'Bucket': 'uploads', 'Key.$': '$.key' } } })).toEqual([]);
  expect(map({ ItemReader: 'a', ResultWriter: { WriterConfig: {} } })).toEqual([]);
});

test('undetermined: the definition is in another place', () => {
  const located = (DefinitionS3Location: unknown) => check(noStateMachineInjection, { Resources: { It: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionS3Location } } } });
  expect(located({ Bucket: 'a' })).toEqual(['It[undetermined] Properties.DefinitionS3Location: the definition is read from S3 at deployment']);
  expect(located('asl.json')).toEqual(['It[undetermined] Properties.DefinitionS3Location: the definition is in asl.json, which was not read']);
});
