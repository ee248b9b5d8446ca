package main

import (
	"os"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-sec3/cdk-sec3-go/cdksec3"
)

func main() {
	defer jsii.Close()

	// The folder of examples/orders.
	orders := os.Getenv("ORDERS")

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Orders"), nil)
	handler := cdksec3.NewSecureFunction(stack, jsii.String("Create"), &cdksec3.SecureFunctionProps{
		Runtime:                      awslambda.Runtime_NODEJS_24_X(),
		Handler:                      jsii.String("create.handler"),
		Code:                         awslambda.Code_FromAsset(jsii.String(filepath.Join(orders, "handlers")), nil),
		Environment:                  &map[string]*string{"QUEUE_URL": jsii.String("https://sqs.eu-west-1.amazonaws.com/111122223333/orders")},
		Timeout:                      awscdk.Duration_Seconds(jsii.Number(10)),
		ReservedConcurrentExecutions: jsii.Number(20),
	})
	api := cdksec3.NewSecureRestApi(stack, jsii.String("Api"), &cdksec3.SecureRestApiProps{
		Authorization: cdksec3.ApiAuthorization_Iam(),
		Throttling:    &cdksec3.ApiThrottling{RateLimit: jsii.Number(50), BurstLimit: jsii.Number(100)},
	})
	api.AddEndpoint(jsii.String("POST /orders"), &cdksec3.ApiEndpointProps{
		Handler: handler,
		Body:    cdksec3.RequestModel_FromFile(jsii.String(filepath.Join(orders, "order.schema.json")), nil),
	})
	api.AddEndpoint(jsii.String("GET /orders/{id}"), &cdksec3.ApiEndpointProps{
		Handler: handler,
		PathParameters: &map[string]cdksec3.ApiParameter{
			"id": cdksec3.ApiParameter_Pattern(jsii.String("^[0-9a-f-]{36}$"), jsii.Number(36)),
		},
	})
	if app.Node().TryGetContext(jsii.String("careless")) != nil {
		awssecretsmanager.NewSecret(stack, jsii.String("PaymentKey"), nil)
	}

	cdksec3.Sec3_Enforce(app, &cdksec3.Sec3ChecksProps{Parameters: &cdksec3.Sec3Parameters{MaxRotationDays: jsii.Number(30)}})
	awscdk.Validations_Of(stack).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("Sec3-CodeSigningEnforced"),
		Reason: jsii.String("Only the pipeline deploys, from reviewed commits; signing comes later."),
	})
	app.Synth(nil)
}
