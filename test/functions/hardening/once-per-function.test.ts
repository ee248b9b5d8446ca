import { App, Aspects, CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { OncePerFunction } from '../../../lib/functions';

class Queues extends OncePerFunction<CfnResource> {
  public readonly reached: string[] = [];

  protected isAbout(node: IConstruct): node is CfnResource {
    return CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::SQS::Queue';
  }

  protected reach(resource: CfnResource): void {
    this.reached.push(resource.node.id);
  }
}

test('visits each matching resource once, and knows those that it missed', () => {
  const app = new App();
  const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id));
  new CfnResource(first, 'A', { type: 'AWS::SQS::Queue' });
  new CfnResource(first, 'Topic', { type: 'AWS::SNS::Topic' });
  const other = new CfnResource(second, 'B', { type: 'AWS::SQS::Queue' });
  const queues = new Queues();
  // Twice the same queue.
  Aspects.of(first).add(queues);
  Aspects.of(first.node.findChild('A')).add(queues);
  app.synth();
  expect(queues.reached).toEqual(['A']);
  expect(queues._missed(app)).toEqual([other]);
});
