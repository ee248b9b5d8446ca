import * as fs from 'fs';
import * as path from 'path';
import { Contract } from '../../lambda/event-validator/node/contract';
import { Quarantine, Quarantined, Validation, Verdict } from '../../lambda/event-validator/node/validation';
import { EventSchema } from '../../lib/inbound-events/event-schema';
import { helperSource } from '../../lib/inbound-events/events/compile-schema';
import { ContractCheck, contractModule } from '../../lib/inbound-events/events/contract';
import { writeLayer } from '../../lib/inbound-events/events/validator-layer';

const folders: string[] = [];

/** Unpacks a layer with the schemas; returns the folder that is /opt in Lambda. */
export function unpackedValidator(schemas: readonly EventSchema[], response?: ContractCheck): string {
  const folder = writeLayer(moduleOf(schemas, response));
  folders.push(folder);
  return folder;
}

/** Removes all unpacked layers. */
export function removeValidators(): void {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}

function moduleOf(schemas: readonly EventSchema[], response?: ContractCheck): string {
  return contractModule({ sources: schemas.map(({ _contract }) => _contract), response }, helperSource);
}

/** Returns the contract as the validator loads it. */
export function contractOf(schemas: readonly EventSchema[], response?: ContractCheck): Contract {
  return new Function(moduleOf(schemas, response).replace('export default', 'return'))() as Contract;
}

/** A line of the validator's output. */
export interface ReportLine {
  readonly source: string;
  readonly reason?: string;
  readonly field?: string;
  readonly ids?: readonly string[];
  readonly requestId?: string;
  readonly Accepted?: number;
  readonly Rejected?: number;
  readonly RejectedResponses?: number;
}

/** A validation in this process, with a quarantine that keeps its messages. */
export class Laboratory {
  public readonly quarantined: Quarantined[] = [];
  /** Complete output. */
  public output = '';
  /** Indexes of records that the quarantine rejects. */
  public readonly unavailable = new Set<number>();
  private readonly validation: Validation;

  constructor(schemas: readonly EventSchema[], response?: ContractCheck) {
    const quarantine: Quarantine = async (records) => {
      const failed = new Set([...records.keys()].filter((place) => this.unavailable.has(place)));
      this.quarantined.push(...records.filter((_, place) => !failed.has(place)));
      return failed;
    };
    this.validation = new Validation(contractOf(schemas, response), quarantine);
  }

  public async judge(event: unknown): Promise<Verdict> {
    const written = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      this.output += String(text);
      return true;
    });
    try {
      return await this.validation.judge(event, 'request-1');
    } finally {
      written.mockRestore();
    }
  }

  public get lines(): ReportLine[] {
    return this.output.split('\n').filter(Boolean).map((line) => JSON.parse(line) as ReportLine);
  }
}

/** Returns the path of the validator in the folder of a layer. */
export function handlerIn(layer: string): string {
  return path.join(layer, 'sec3-event-validator/handler.handler');
}
