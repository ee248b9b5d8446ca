import type { Gap } from './expansion';
import { Origin } from './origin';
import type { LocalFiles } from '../templates/local-files';
import type { ResourceBody, TemplateBody } from '../templates/template';
import { UnreadableInput } from '../templates/unreadable-input';
import { own } from '../values/intrinsics';

/** A property that names a file, and the property for the file's content. */
interface Artifact {
  readonly from: string;
  readonly to: string;
  /** The type of the other property: an object, its JSON text, or the text of the file. */
  readonly as: 'document' | 'json' | 'text';
}

const MAPPINGS: readonly Artifact[] = ['Request', 'Response'].map((kind) => (
  { from: `${kind}MappingTemplateS3Location`, to: `${kind}MappingTemplate`, as: 'text' }
));

/**
 * The files that `aws cloudformation package` uploads and rules read, by the type of the resource that names them.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
 */
const ARTIFACTS: { readonly [type: string]: readonly Artifact[] } = {
  'AWS::ApiGateway::RestApi': [{ from: 'BodyS3Location', to: 'Body', as: 'document' }],
  'AWS::ApiGatewayV2::Api': [{ from: 'BodyS3Location', to: 'Body', as: 'document' }],
  'AWS::StepFunctions::StateMachine': [{ from: 'DefinitionS3Location', to: 'DefinitionString', as: 'json' }],
  'AWS::AppSync::GraphQLSchema': [{ from: 'DefinitionS3Location', to: 'Definition', as: 'text' }],
  'AWS::AppSync::Resolver': MAPPINGS,
  'AWS::AppSync::FunctionConfiguration': MAPPINGS,
};

/** Returns a template with the content of local files that its resources name. */
export function withLocalArtifacts(body: TemplateBody, files: LocalFiles) {
  const gaps: Gap[] = [];
  const origins = new Map<string, Origin>();
  const resources = Object.entries(body.Resources ?? {}).map(([logicalId, resource]): [string, ResourceBody] => {
    const read = (own(ARTIFACTS, resource.Type) ?? []).filter(({ from }) => isLocal(resource.Properties?.[from]));
    const given = read.flatMap((artifact) => {
      const location = resource.Properties![artifact.from] as string;
      const at = `Resources.${logicalId}.Properties.${artifact.from}`;
      try {
        return [{ artifact, content: contentOf(location, artifact, files, at) }];
      } catch (e) {
        if (!(e instanceof UnreadableInput)) throw e;
        gaps.push({ location: at, reason: e.message, logicalId });
        return [];
      }
    });
    if (given.length === 0) return [logicalId, resource];
    const places = given.map(({ artifact: { from, to } }) => ({ location: `Properties.${to}`, written: `Properties.${from}` }));
    origins.set(logicalId, new Origin({ logicalId, type: resource.Type, name: logicalId, places, template: body }));
    const properties = {
      ...resource.Properties,
      ...Object.fromEntries(given.flatMap(({ artifact: { from, to }, content }) => [[from, undefined], [to, content]])),
    };
    return [logicalId, { ...resource, Properties: properties }];
  });
  return { body: origins.size > 0 ? { ...body, Resources: Object.fromEntries(resources) } : body, origins, gaps };
}

/** Checks whether a value names a file, and not an object in S3. */
function isLocal(location: unknown): boolean {
  return typeof location === 'string' && !/^(s3|https?):/i.test(location);
}

function contentOf(location: string, { as }: Artifact, files: LocalFiles, at: string): unknown {
  if (as === 'text') return files.read(location);
  const data = files.data(location);
  files.bringIn(data, at);
  return as === 'json' ? JSON.stringify(data.value) : data.value;
}
