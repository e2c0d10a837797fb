//! `serverless.yml`.

use super::{infra, leaf, resources, routes};

const SERVICE: &str = "service: shop
custom:
  stage: ${opt:stage, 'dev'}
  days: 14
provider:
  name: aws
  runtime: nodejs18.x
  logRetentionInDays: ${self:custom.days}
  environment:
    STAGE: ${self:custom.stage}
    API_TOKEN: ${ssm:/token}
  iam:
    role:
      statements:
        - Effect: Allow
          Action: '*'
          Resource: '*'
functions:
  send-mail:
    handler: a.b
    runtime: ${env:RUNTIME}
    events:
      - http: POST mail
      - http: {path: /list, method: get, authorizer: aws_iam}
      - http: {path: keyed, method: get, private: true}
      - httpApi: 'GET /open'
      - httpApi: {path: /jwt, method: get, authorizer: {name: j}}
      - httpApi: '*'
      - websocket: $connect
      - schedule: rate(1 day)
  page:
    handler: c.d
    url: true
resources:
  Resources:
    Files:
      Type: AWS::S3::Bucket
      Properties:
        BucketName: files-${self:custom.stage}-${AWS::Region}
";

#[test]
fn a_service_is_its_functions_routes_and_resources() {
    let found = infra(&[("serverless.yml", SERVICE)], "parameters = { stage = \"prod\" }");
    assert_eq!(
        resources(&found),
        [
            "AWS::ApiGateway::RestApi ApiGatewayRestApi",
            "AWS::ApiGateway::Stage ApiGatewayStage",
            "AWS::ApiGatewayV2::Api HttpApi",
            "AWS::ApiGatewayV2::Stage HttpApiStage",
            "AWS::IAM::Role IamRoleLambdaExecution",
            "AWS::Lambda::Function PageLambdaFunction",
            "AWS::Lambda::Function SendDashmailLambdaFunction",
            "AWS::Lambda::Url PageLambdaFunctionUrl",
            "AWS::Logs::LogGroup PageLambdaFunctionLogGroup",
            "AWS::Logs::LogGroup SendDashmailLambdaFunctionLogGroup",
            "AWS::S3::Bucket Files",
        ]
    );
    assert_eq!(
        routes(&found),
        [
            "ApiGatewayRestApi GET /keyed: api_key_only",
            "ApiGatewayRestApi GET /list: authenticated",
            "ApiGatewayRestApi POST /mail: open",
            "HttpApi ANY *: open",
            "HttpApi GET /jwt: authenticated",
            "HttpApi GET /open: open",
            "PageLambdaFunction ANY /: open",
            "WebsocketsApi ANY $connect: open",
        ]
    );
    let is = |id: &str, path: &str| leaf(&found, id, path);
    assert_eq!(is("PageLambdaFunction", "Runtime").as_deref(), Some("nodejs18.x"));
    assert_eq!(is("SendDashmailLambdaFunction", "Runtime").as_deref(), Some("?"));
    assert_eq!(is("PageLambdaFunction", "EffectiveLogRetention").as_deref(), Some("true"));
    assert_eq!(is("Files", "BucketName").as_deref(), Some("files-prod-${AWS::Region}"));
    assert_eq!(found.codes(), ["unresolved-parameter"]);
}

#[test]
fn variables_that_hang_on_themselves_end() {
    let text = "service: x\ncustom: {a: '${self:custom.b}', b: '${self:custom.a}', c: '${self:custom}'}\nprovider: {name: aws, runtime: '${self:custom.a}'}\nfunctions: {f: {handler: h}}\n";
    let found = infra(&[("serverless.yml", text)], "");
    assert_eq!(leaf(&found, "FLambdaFunction", "Runtime").as_deref(), Some("?"));
    assert_eq!(found.codes(), ["unresolved-parameter"]);
}
