import * as fs from 'fs';
import * as path from 'path';
import { Acknowledgement, Acknowledgements, readCloudAssembly, readStacks, type StackTemplate, UnreadableInput, UnreadableStack } from '../gate';
import { CommandError } from './errors';

/** What was found at the paths that a command was given. */
export interface Inputs {
  readonly stacks: readonly StackTemplate[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** What could not be read, as a whole or in part. */
  readonly unreadable: readonly UnreadableStack[];
}

interface Input extends Inputs {
  readonly file: string;
}

/**
 * Reads cloud assembly folders and templates, to be judged together.
 *
 * @throws CommandError where the inputs can't be judged together
 */
export function readInputs(files: readonly string[]): Inputs {
  const inputs = [...new Set(files)].map(readInput);
  const problems = [...sharedStacks(inputs), ...farReachingAcknowledgements(inputs)];
  if (problems.length > 0) throw new CommandError('These inputs can’t be checked together; check them one by one:', problems);
  return {
    stacks: inputs.flatMap(({ stacks }) => stacks),
    acknowledgements: inputs.flatMap(({ acknowledgements }) => acknowledgements),
    unreadable: inputs.flatMap(({ unreadable }) => unreadable),
  };
}

function readInput(file: string): Input {
  try {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) {
      throw new UnreadableInput(file, 'does not exist. Run cdk synth first, or name a cloud assembly folder or CloudFormation templates');
    }
    if (!stat.isDirectory()) {
      return { file, stacks: readStacks({ file }), acknowledgements: [], unreadable: [] };
    }
    if (!fs.existsSync(path.join(file, 'manifest.json'))) {
      const reason = 'is a folder without manifest.json, so no cloud assembly. Name the folder that cdk synth writes (cdk.out), or template files';
      throw new UnreadableInput(file, reason);
    }
    const { stacks, acknowledgements, unreadable } = readCloudAssembly(file);
    if (stacks.length + unreadable.length === 0) throw new UnreadableInput(file, 'holds no stack, so there is nothing to check');
    return { file, stacks, acknowledgements, unreadable };
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    return { file, stacks: [], acknowledgements: [], unreadable: [{ constructPath: file, error }] };
  }
}

/** Stacks of one path in several assemblies: findings and acknowledgements could not be distinguished. */
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

/** Acknowledgements that would also cover what other inputs hold, as those on an app or Stage can. */
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

/** Where the resources of a stack are; those of a bare template may have kept the paths of the app that it comes from. */
function pathsOf(stack: StackTemplate): string[] {
  if (stack.constructPath !== undefined) return [stack.constructPath];
  return [stack.file, ...Object.keys(stack.body.Resources ?? {}).map((logicalId) => stack.pathOf(logicalId))];
}
