import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { tagsOf } from './tags';
import { compact, mapOf, pick } from './values';

/** Creates the nested stack of an `AWS::Serverless::Application`: of a local template, or of one in S3 or in a repository. */
export function expandApplication(application: SamResource, expansion: SamExpansion): void {
  const { logicalId, properties } = application;
  const location = mapOf(properties.Location);
  const published = compact({ 'serverlessrepo:applicationId': location?.ApplicationId, 'serverlessrepo:semanticVersion': location?.SemanticVersion });
  expansion.add(application, logicalId, {
    type: 'AWS::CloudFormation::Stack',
    properties: compact({
      ...pick(properties, ['NotificationARNs', 'Parameters', 'TimeoutInMinutes']),
      TemplateURL: properties.TemplateUrl ?? properties.Location,
      Tags: [...tagsOf(properties.Tags), ...Object.entries(published).map(([key, value]) => ({ Key: key, Value: value }))],
    }),
    attributes: application.own,
    places: [{ location: 'Properties.TemplateURL', written: properties.TemplateUrl === undefined ? 'Properties.Location' : 'Properties.TemplateUrl' }],
  });
}
