import { CfnResource, IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import type { Certifier } from './certifier';
import { FunctionAspect, isFunctionOfApp } from '../../functions';
import { DEPENDENCIES_METADATA } from '../template/dependencies-metadata';

/** Has the packages of all functions of a scope compared with a file, whatever made the functions. */
export class CertifyFunctions implements IAspect, FunctionAspect {
  private readonly met = new Set<IConstruct>();

  constructor(private readonly certifier: Certifier) {}

  public visit(node: IConstruct): void {
    if (!isFunctionOfApp(node) || this.met.has(node)) return;
    this.met.add(node);
    if (node instanceof lambda.CfnFunction) {
      this.certifier.certify(node);
      return;
    }
    const unknown = { what: 'the code', why: 'the function is made without a construct that is known', fix: 'use lambda.Function or CfnFunction' };
    (node as CfnResource).addMetadata(DEPENDENCIES_METADATA, { packages: 0, certification: this.certifier.ofUnknown([unknown]) });
  }

  public _missed(scope: IConstruct): IConstruct[] {
    return scope.node.findAll().filter((node) => isFunctionOfApp(node) && !this.met.has(node));
  }
}
