import { Problem } from './plain-json';
import { SchemaException, SchemaLooseness } from './schema-exception';
import { MINIMUM_REASON_LENGTH } from '../gate';
import { keysOfPointer, keysOfReference, pointerOf, valueAt } from '../json/json-pointer';

/** An exception that applies to a gap in a schema. */
export interface Exemption {
  readonly looseness: string;
  /** The location of the gap. If it is absent, the exception applies to the whole document. */
  readonly pointer?: string;
  readonly reason: string;
}

/** The exceptions of a document, for all of its schemas. */
export class Loosening {
  private readonly exemptions: readonly Exemption[];
  private readonly used = new Set<Exemption>();

  constructor(
    private readonly document: unknown,
    private readonly exceptions: readonly SchemaException[],
  ) {
    this.exemptions = exceptions.flatMap(({ pointer, allow, reason }): Exemption[] => {
      const steps = pointer === undefined ? undefined : keysOfReference(pointer);
      if (pointer !== undefined && !steps) return [];
      return allow.map((looseness) => ({ looseness, pointer: steps && pointerOf(steps), reason }));
    });
  }

  /** Separates the problems that exceptions cover from the others. */
  public exempt(found: readonly Problem[]): { problems: Problem[]; exemptions: Exemption[] } {
    const covers = ({ looseness, pointer }: Exemption, problem: Problem) =>
      looseness === problem.looseness && (pointer ?? problem.pointer) === problem.pointer;
    const exemptions = this.exemptions.filter((exemption) => found.some((problem) => covers(exemption, problem)));
    for (const exemption of exemptions) this.used.add(exemption);
    return { problems: found.filter((problem) => !exemptions.some((exemption) => covers(exemption, problem))), exemptions };
  }

  /** Returns the problems of the exceptions, after all schemas are known. An exception that covers nothing must be removed. */
  public problems(): Problem[] {
    return [
      ...this.exceptions.flatMap((exception, index) => this.problemsOf(exception, `loosen[${index}]`)),
      ...this.exemptions
        .filter((exemption) => !this.used.has(exemption) && (exemption.pointer === undefined || this.isThere(exemption.pointer)))
        .map(({ pointer = '', looseness }) => ({ pointer, message: `loosen allows ${looseness}, which is not needed there; remove it` })),
    ];
  }

  private problemsOf({ pointer, allow, reason }: SchemaException, where: string): Problem[] {
    const steps = pointer === undefined ? [] : keysOfReference(pointer);
    const known: string[] = Object.values(SchemaLooseness);
    const messages = [
      ...(steps && this.isThere(pointerOf(steps)) ? [] : [`the pointer ${JSON.stringify(pointer)} leads nowhere in the document`]),
      ...(allow.length === 0 ? ['allows nothing; remove it'] : []),
      ...allow.filter((looseness) => !known.includes(looseness)).map((looseness) => `${JSON.stringify(looseness)} can't be allowed`),
      ...(reason.trim().length < MINIMUM_REASON_LENGTH
        ? [`the reason ${JSON.stringify(reason)} is shorter than ${MINIMUM_REASON_LENGTH} characters; say why it is acceptable`]
        : []),
    ];
    return messages.map((message) => ({ pointer: steps ? pointerOf(steps) : '', message: `${where}: ${message}` }));
  }

  private isThere(pointer: string): boolean {
    return valueAt(this.document, keysOfPointer(pointer)) !== undefined;
  }
}
