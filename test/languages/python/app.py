import os

from aws_cdk import Acknowledgment, App, Duration, Stack, Validations
from aws_cdk.aws_lambda import Code, Runtime
from aws_cdk.aws_secretsmanager import Secret
from cdk_sec3 import ApiAuthorization, ApiParameter, ApiThrottling, RequestModel, Sec3, Sec3Parameters, SecureFunction, SecureRestApi

# The folder of examples/orders.
orders = os.environ["ORDERS"]

app = App()
stack = Stack(app, "Orders")
handler = SecureFunction(
    stack,
    "Create",
    runtime=Runtime.NODEJS_24_X,
    handler="create.handler",
    code=Code.from_asset(os.path.join(orders, "handlers")),
    environment={"QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"},
    timeout=Duration.seconds(10),
    reserved_concurrent_executions=20,
)
api = SecureRestApi(
    stack,
    "Api",
    authorization=ApiAuthorization.iam(),
    throttling=ApiThrottling(rate_limit=50, burst_limit=100),
)
api.add_endpoint("POST /orders", handler=handler, body=RequestModel.from_file(os.path.join(orders, "order.schema.json")))
api.add_endpoint("GET /orders/{id}", handler=handler, path_parameters={"id": ApiParameter.pattern("^[0-9a-f-]{36}$", 36)})
if app.node.try_get_context("careless"):
    Secret(stack, "PaymentKey")

Sec3.enforce(app, parameters=Sec3Parameters(max_rotation_days=30))
Validations.of(stack).acknowledge(
    Acknowledgment(
        id="Sec3-CodeSigningEnforced",
        reason="Only the pipeline deploys, from reviewed commits; signing comes later.",
    )
)
app.synth()
