import * as path from 'path';
import { LocalFiles } from './local-files';
import { StackTemplate, type StackTemplateProps } from './template';
import { UnreadableInput } from './unreadable-input';
import { readExpanded } from '../expansion/expand-template';
import type { Gap } from '../expansion/expansion';

const NESTED = 'AWS::CloudFormation::Stack';

/** Maximum number of nested templates. CloudFormation accepts at most 500 resources in each; usual applications have a few. */
const MAX_NESTED = 100;

/**
 * Reads a template with its AWS macros expanded, and its local nested templates; parents first. An unreadable one is recorded with its parent stack.
 *
 * @param props properties of the stack
 * @param given paths of all templates of the same check, which are read in any folder. @default - only this one
 * @throws UnreadableInput if the template itself can't be read
 */
export function readStacks(props: Omit<StackTemplateProps, 'body'>, given: readonly string[] = []): StackTemplate[] {
  const reader = new StackReader(props);
  reader.read(props, new LocalFiles(path.dirname(props.file), undefined, given), []);
  return reader.stacks;
}

class StackReader {
  public readonly stacks: StackTemplate[] = [];

  constructor(private readonly shared: Omit<StackTemplateProps, 'body'>) {}

  public read(props: Omit<StackTemplateProps, 'body'>, files: LocalFiles, around: readonly string[]): void {
    const expansion = readExpanded(props.file, files);
    const gaps: Gap[] = [...expansion.gaps];
    const stack = new StackTemplate({ ...props, ...expansion, gaps });
    this.stacks.push(stack);
    for (const [logicalId, { Type: type, Properties: properties }] of Object.entries(stack.body.Resources ?? {})) {
      const location = properties?.TemplateURL;
      if (type !== NESTED || typeof location !== 'string' || /^[a-z][a-z0-9+.-]*:/i.test(location)) continue;
      try {
        this.readNested(stack, logicalId, location, files, [...around, props.file]);
      } catch (e) {
        if (!(e instanceof UnreadableInput)) throw e;
        gaps.push({ location: `Resources.${logicalId}.Properties.TemplateURL`, reason: `the template of the nested stack can’t be read: ${e.message}`, logicalId, hidesResources: true });
      }
    }
  }

  private readNested(stack: StackTemplate, logicalId: string, location: string, files: LocalFiles, around: readonly string[]): void {
    const file = files.find(location);
    if (around.some((other) => path.resolve(other) === path.resolve(file))) throw new UnreadableInput(location, 'is nested in itself');
    if (this.stacks.length > MAX_NESTED) throw new UnreadableInput(location, `is one of more than ${MAX_NESTED} nested templates`);
    const { account, region, inStage, judged, assembly } = this.shared;
    this.read({ file, account, region, inStage, judged, assembly, parent: { stack, logicalId } }, files.from(file), around);
  }
}
