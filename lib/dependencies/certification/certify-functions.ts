import { CfnResource } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import type { Certifier } from './certifier';
import { isFunctionOfApp, OncePerFunction } from '../../functions';
import { DEPENDENCIES_METADATA } from '../template/dependencies-metadata';

/** Compares the packages of all functions of a scope with a file, including functions of other constructs. */
export class CertifyFunctions extends OncePerFunction<CfnResource> {
  constructor(private readonly certifier: Certifier) {
    super();
  }

  protected isAbout(node: IConstruct): node is CfnResource {
    return isFunctionOfApp(node);
  }

  protected reach(resource: CfnResource): void {
    if (resource instanceof lambda.CfnFunction) {
      this.certifier.certify(resource);
      return;
    }
    const unknown = { what: 'the code', why: 'the function was not created by a supported construct', fix: 'use lambda.Function or CfnFunction' };
    resource.addMetadata(DEPENDENCIES_METADATA, { packages: 0, certification: this.certifier.ofUnknown([unknown]) });
  }
}
