import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { Announced, eventOf, FindingHome, findingOf, Notification, Publisher, snsMessage } from '../../lib/awareness/feed';

/** The destinations of messages. */
export interface Targets {
  readonly topic: string;
  readonly bus: string;
  /** Whether findings are imported into Security Hub. */
  readonly securityHub: boolean;
}

/** Notifies people by SNS, and systems by EventBridge and Security Hub. */
export class AwsPublisher implements Publisher {
  constructor(
    private readonly clients: { readonly sns: SNSClient; readonly eventBridge: EventBridgeClient; readonly securityHub: SecurityHubClient },
    private readonly targets: Targets,
  ) {}

  public async publish(notification: Notification): Promise<void> {
    const { subject, message, attributes } = snsMessage(notification);
    await this.clients.sns.send(
      new PublishCommand({
        TopicArn: this.targets.topic,
        Subject: subject,
        Message: message,
        MessageStructure: 'json',
        MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }])),
      }),
    );
  }

  public async announce(notification: Announced): Promise<void> {
    // Importing a finding twice yields one finding, sending an event twice yields two events.
    if (this.targets.securityHub && notification.kind === 'bulletin') {
      const finding = findingOf(notification, homeOf(this.targets.topic), Date.now());
      const { FailedCount, FailedFindings } = await this.clients.securityHub.send(new BatchImportFindingsCommand({ Findings: [finding as never] }));
      if (FailedCount) throw new Error(`Security Hub rejected ${finding.Id}: ${FailedFindings?.[0]?.ErrorMessage}`);
    }
    const { source, detailType, detail } = eventOf(notification);
    const entry = { EventBusName: this.targets.bus, Source: source, DetailType: detailType, Detail: detail };
    const { FailedEntryCount, Entries } = await this.clients.eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount) throw new Error(`EventBridge rejected the event: ${Entries?.[0]?.ErrorCode}: ${Entries?.[0]?.ErrorMessage}`);
  }
}

/** The account and Region of the feed are those of its topic. */
function homeOf(topicArn: string): FindingHome {
  const [, partition, , region, accountId] = topicArn.split(':');
  return { partition, region, accountId };
}
