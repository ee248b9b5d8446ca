import * as fs from 'fs';
import * as path from 'path';
import { Acknowledgement, Acknowledgements, readCloudAssembly, readStacks, type StackTemplate, UnreadableInput, UnreadableStack } from '../gate';
import { CommandError } from './errors';

/** The content of a command's input paths. */
export interface Inputs {
  readonly stacks: readonly StackTemplate[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Inputs that could not be read, entirely or partly. */
  readonly unreadable: readonly UnreadableStack[];
}

interface Input extends Inputs {
  readonly file: string;
}

/**
 * Reads cloud assemblies and templates that are checked together.
 *
 * @throws CommandError if the inputs can't be checked together
 */
export function readInputs(files: readonly string[]): Inputs {
  const given = [...new Set(files)];
  const inputs = withoutNested(given.map((file) => readInput(file, given)));
  const problems = [...sharedStacks(inputs), ...farReachingAcknowledgements(inputs)];
  if (problems.length > 0) throw new CommandError('These inputs can’t be checked together; check them one by one:', problems);
  return {
    stacks: inputs.flatMap(({ stacks }) => stacks),
    acknowledgements: inputs.flatMap(({ acknowledgements }) => acknowledgements),
    unreadable: inputs.flatMap(({ unreadable }) => unreadable),
  };
}

/** Leaves out templates that are nested in another one. They are checked there, with the values of their parameters. */
function withoutNested(inputs: readonly Input[]): readonly Input[] {
  const nested = new Map(inputs.map((input) => [input, new Set(input.stacks.slice(1).map((stack) => path.resolve(stack.file)))]));
  const isIn = (inner: Input, outer: Input) => nested.get(outer)!.has(path.resolve(inner.file));
  // Templates that nest each other are kept.
  return inputs.filter((input) => !inputs.some((other) => isIn(input, other) && !isIn(other, input)));
}

function readInput(file: string, given: readonly string[]): Input {
  try {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) {
      throw new UnreadableInput(file, 'does not exist. Run cdk synth first, or name a cloud assembly folder or CloudFormation templates');
    }
    if (!stat.isDirectory()) {
      return { file, stacks: readStacks({ file }, given), acknowledgements: [], unreadable: [] };
    }
    if (!fs.existsSync(path.join(file, 'manifest.json'))) {
      const reason = 'is a folder without manifest.json, so no cloud assembly. Name the folder that cdk synth writes (cdk.out), or template files';
      throw new UnreadableInput(file, reason);
    }
    const { stacks, acknowledgements, unreadable } = readCloudAssembly(file);
    if (stacks.length + unreadable.length === 0) throw new UnreadableInput(file, 'has no stack, so there is nothing to check');
    return { file, stacks, acknowledgements, unreadable };
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    return { file, stacks: [], acknowledgements: [], unreadable: [{ constructPath: file, error }] };
  }
}

/** Rejects stacks with the same path in several assemblies: their findings and acknowledgements could not be distinguished. */
function sharedStacks(inputs: readonly Input[]): string[] {
  const owners = new Map<string, string>();
  return inputs.flatMap(({ file, stacks }) =>
    stacks.flatMap(({ constructPath }) => {
      if (constructPath === undefined) return [];
      const owner = owners.get(constructPath);
      owners.set(constructPath, owner ?? file);
      return owner === undefined || owner === file ? [] : [`${owner} and ${file} both hold stack ${constructPath}`];
    }),
  );
}

/** Rejects acknowledgements, such as those on an app or Stage, that would also apply to other inputs. */
function farReachingAcknowledgements(inputs: readonly Input[]): string[] {
  if (inputs.length === 1) return [];
  return inputs.flatMap((input) => {
    const others = inputs.filter((other) => other !== input).flatMap(({ stacks }) => stacks.flatMap(pathsOf));
    return new Acknowledgements(input.acknowledgements).ours.flatMap(({ id, path: at }) => {
      const covered = others.find((other) => at === '' || `${other}/`.startsWith(`${at}/`));
      return covered === undefined ? [] : [`${input.file} acknowledges ${id} for ${at || 'its whole app'}, which would also hold for ${covered}`];
    });
  });
}

/** Returns the paths of a stack's resources. Resources of a bare template may have paths of the app that it comes from. */
function pathsOf(stack: StackTemplate): string[] {
  if (stack.constructPath !== undefined) return [stack.constructPath];
  return [stack.file, ...Object.keys(stack.body.Resources ?? {}).map((logicalId) => stack.pathOf(logicalId))];
}
