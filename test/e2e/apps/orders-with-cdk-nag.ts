import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { app } from '../../../examples/orders/app';

Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
