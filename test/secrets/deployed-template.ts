import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IConstruct } from 'constructs';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** A resource of a deployed template, with all references resolved. */
export interface DeployedResource {
  /** Result of `Ref`, and the ARN. */
  readonly name: string;
  readonly arn: string;
  readonly properties: any;
}

interface StackTemplateJson {
  readonly Resources?: { [id: string]: { Type: string; Properties?: any } };
  readonly Outputs?: { [id: string]: { Value: unknown; Export?: { Name: unknown } } };
}

/** The templates of an app as CloudFormation would resolve them: account and Region are given, names consist of stack and logical id. */
export class Deployment {
  private readonly templates: Map<string, StackTemplateJson>;
  private readonly found = new Map<string, DeployedResource[]>();

  constructor(app: App) {
    const stacks = app.node.findAll().filter(Stack.isStack);
    this.templates = new Map(stacks.map((stack) => [stack.node.path, Template.fromStack(stack).toJSON() as StackTemplateJson]));
  }

  /** Returns all resources of a type. */
  public resources(type: string): DeployedResource[] {
    const resources = this.found.get(type) ?? this.find(type);
    this.found.set(type, resources);
    return resources;
  }

  /** Returns the value of a construct's token after deployment, such as `role.roleArn`. */
  public value(construct: IConstruct, token: string): string {
    const stack = Stack.of(construct);
    return this.fill(stack.resolve(token), stack.node.path);
  }

  private find(type: string): DeployedResource[] {
    return [...this.templates].flatMap(([stack, { Resources = {} }]) =>
      Object.entries(Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, { Properties = {} }]) => ({
          name: this.reference(id, undefined, stack),
          arn: this.reference(id, 'Arn', stack),
          properties: this.fill(Properties, stack),
        })),
    );
  }

  private fill(value: any, stack: string): any {
    if (Array.isArray(value)) return value.map((item) => this.fill(item, stack));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = [], ...others] = Object.entries<any>(value);
    if (others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) return this.intrinsic(name, argument, stack);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.fill(item, stack)]));
  }

  private intrinsic(name: string, argument: any, stack: string): any {
    switch (name) {
      case 'Ref':
        return this.reference(argument, undefined, stack);
      case 'Fn::GetAtt':
        return this.reference(argument[0], argument[1], stack);
      case 'Fn::Join':
        return this.fill(argument[1], stack).join(argument[0]);
      case 'Fn::Sub':
        return (argument as string).replace(/\$\{([^}]+)\}/g, (_, reference: string) => this.reference(reference, undefined, stack));
      case 'Fn::ImportValue':
        return this.exported(this.fill(argument, stack));
      default:
        throw new Error(`${name} is not one that these tests fill in`);
    }
  }

  private reference(id: string, attribute: string | undefined, stack: string): string {
    const pseudo: { [id: string]: string } = {
      'AWS::AccountId': ACCOUNT, 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': stack,
    };
    if (pseudo[id]) return pseudo[id];
    const resource = this.templates.get(stack)?.Resources?.[id];
    if (!resource) throw new Error(`stack ${stack} has no resource ${id}`);
    const physical = resource.Properties?.RoleName ?? `${stack}-${id}`;
    return nameOf(resource.Type, physical, attribute);
  }

  private exported(name: string): any {
    for (const [stack, { Outputs = {} }] of this.templates) {
      for (const { Value, Export } of Object.values(Outputs)) {
        if (Export && this.fill(Export.Name, stack) === name) return this.fill(Value, stack);
      }
    }
    throw new Error(`no stack exports ${name}`);
  }
}

/** Returns the ARN or name of a resource that others refer to. */
function nameOf(type: string, name: string, attribute: string | undefined): string {
  switch (type) {
    case 'AWS::IAM::Role':
      return attribute === 'Arn' ? `arn:aws:iam::${ACCOUNT}:role/${name}` : name;
    case 'AWS::IAM::User':
      return attribute === 'Arn' ? `arn:aws:iam::${ACCOUNT}:user/${name}` : name;
    case 'AWS::Lambda::Function':
      return attribute === 'Arn' ? `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}` : name;
    case 'AWS::KMS::Key':
      return attribute === 'Arn' ? `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}` : name;
    case 'AWS::SecretsManager::Secret':
      return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-AbCdEf`;
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`;
    default:
      return `${type} ${name} ${attribute ?? ''}`;
  }
}

