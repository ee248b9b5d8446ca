import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, deployed, REGION, stack, stubbed } from './asking';
import { Failure, Raw } from './stub-aws';
import { actionOf, OperationName } from '../../lib/preflight/client/operations';
import { policyFor } from '../../lib/preflight/policy';
import { targetsOf } from '../../lib/preflight/target';

const scene = stubbed();
void runSimulation; void deployed; void Failure; void Raw; void actionOf; void ACCOUNT; void REGION;
export type X = OperationName;
test('x', () => expect(policyFor(targetsOf([stack({})]))).toContain('2012'));
