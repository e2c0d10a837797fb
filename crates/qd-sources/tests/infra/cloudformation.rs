//! Parameters, conditions and functions; APIs, policies, ports and secrets of templates.

use super::support::{read_with, secrets};
use super::{infra, leaf, leaves, resources, routes, template, write};

/// What one property of a queue resolves to, with these parameters and conditions.
fn resolves(head: &str, value: &str) -> Option<String> {
    let text = format!(
        "{head}\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      X: {value}\n"
    );
    leaf(&template(&text), "Q", "X")
}

#[test]
fn functions_resolve_as_far_as_parameters_go() {
    let head = "Parameters:\n  Stage: {Type: String, Default: prod}\n  Size: {Type: Number, Default: 3}\n  Zones: {Type: CommaDelimitedList, Default: 'a, b'}\n  Key: {Type: String}\n  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}\nMappings:\n  M: {prod: {days: 30}}";
    let is = |value: &str, expected: &str| {
        assert_eq!(resolves(head, value).as_deref(), Some(expected), "{value}");
    };
    is("!Ref Stage", "prod");
    is("!Ref Size", "3");
    is("!Select [1, !Ref Zones]", "b");
    is("!Sub 'x-${Stage}-${AWS::Region}-${!keep}'", "x-prod-${AWS::Region}-${keep}");
    is("!Sub ['${A}/${Stage}', {A: !Ref Size}]", "3/prod");
    is("!Join ['-', [a, !Ref Stage]]", "a-prod");
    is("!Select [0, !Split ['-', 'p-q']]", "p");
    is("!FindInMap [M, !Ref Stage, days]", "30");
    is("!GetAtt Q.Arn", "${Q.Arn}");
    is("!Ref Q", "${Q}");
    is("!Sub '${Q.Arn}/*'", "${Q.Arn}/*");
    is("'{{resolve:ssm:/a}}'", "{{resolve:ssm:/a}}");
    is("{'Fn::ToJsonString': {a: !Ref Stage}}", "{\"a\":\"prod\"}");
    // What nothing gives, what the cloud answers, what names nothing.
    for unknown in
        ["!Ref Key", "!Sub 'a-${Key}'", "!Ref Image", "!ImportValue x", "!Ref Nobody", "!GetAZs ''"]
    {
        is(unknown, "?");
    }
    assert_eq!(resolves(head, "!Ref AWS::NoValue"), None);
}

#[test]
fn conditions_are_true_false_or_not_told() {
    let head = "Parameters:\n  Stage: {Type: String, Default: dev}\n  Key: {Type: String}\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\n  IsDev: !Not [!Condition IsProd]\n  Either: !Or [!Condition IsProd, !Condition IsDev]\n  Both: !And [!Condition IsProd, !Condition IsDev]\n  HasKey: !Not [!Equals [!Ref Key, '']]";
    let is = |value: &str, expected: Option<&str>| {
        assert_eq!(resolves(head, value).as_deref(), expected, "{value}");
    };
    is("!If [IsProd, a, b]", Some("b"));
    is("!If [IsDev, a, b]", Some("a"));
    is("!If [Either, a, b]", Some("a"));
    is("!If [Both, a, b]", Some("b"));
    is("!If [HasKey, a, b]", Some("?"));
    is("!If [HasKey, a, a]", Some("a"));
    is("!If [IsProd, a, !Ref AWS::NoValue]", None);
    let text = format!(
        "{head}\nResources:\n  A: {{Type: AWS::SNS::Topic, Condition: IsProd}}\n  B: {{Type: AWS::SNS::Topic, Condition: IsDev}}\n  C: {{Type: AWS::SNS::Topic, Condition: HasKey}}\n"
    );
    assert_eq!(resources(&template(&text)), ["AWS::SNS::Topic B", "AWS::SNS::Topic C"]);
}

#[test]
fn settings_of_the_source_give_parameters() {
    let text = "Parameters:\n  Stage: {Type: String, Default: dev}\n  On: {Type: String}\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\nResources:\n  D:\n    Type: AWS::RDS::DBInstance\n    Condition: IsProd\n    Properties: {PubliclyAccessible: !Ref On}\n";
    assert_eq!(resources(&template(text)), [""; 0]);
    let found = infra(&[("t.yaml", text)], "parameters = { Stage = \"prod\", On = true }");
    assert_eq!(leaf(&found, "D", "PubliclyAccessible").as_deref(), Some("true"));
    assert_eq!(found.codes(), [""; 0]);
    let found = infra(&[("t.yaml", text)], "parameters = { Stage = \"prod\" }");
    assert_eq!(leaf(&found, "D", "PubliclyAccessible").as_deref(), Some("?"));
    assert_eq!(found.codes(), ["unresolved-parameter"]);
}

#[test]
fn json_and_yaml_say_the_same() {
    let yaml = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Sub 'x-${AWS::AccountId}'\n      VersioningConfiguration: {Status: Enabled}\n";
    let json = r#"{"Resources":{"B":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":{"Fn::Sub":"x-${AWS::AccountId}"},"VersioningConfiguration":{"Status":"Enabled"}}}}}"#;
    let (a, b) = (template(yaml), infra(&[("cdk.out/App.template.json", json)], ""));
    assert_eq!(leaves(&a, "B"), leaves(&b, "B"));
    assert_eq!(
        leaves(&a, "B"),
        [
            "BucketName = x-${AWS::AccountId}",
            "VersioningConfiguration.Status = Enabled",
            "EffectivePublic = false"
        ]
    );
}

#[test]
fn routes_of_sam_end_up_with_the_authorizer_that_holds() {
    let text = "Transform: AWS::Serverless-2016-10-31
Globals:
  Api: {Auth: {DefaultAuthorizer: Pool}}
Resources:
  Own:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: {DefaultAuthorizer: NONE, ApiKeyRequired: true}
  Web:
    Type: AWS::Serverless::HttpApi
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get}}
        B: {Type: Api, Properties: {Path: /b, Method: any, Auth: {Authorizer: NONE}}}
        C: {Type: Api, Properties: {Path: /c, Method: get, RestApiId: !Ref Own}}
        D: {Type: HttpApi, Properties: {Path: /d, Method: post, ApiId: !Ref Web}}
        E: {Type: HttpApi}
        G: {Type: Api, Properties: {Path: /g, Method: get, RestApiId: !ImportValue other}}
        H: {Type: Api, Properties: {Path: /b, Method: options}}
        T: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
";
    let found = template(text);
    assert_eq!(
        routes(&found),
        [
            "Own GET /c: api_key_only",
            "ServerlessHttpApi ANY $default: open",
            "ServerlessRestApi ANY /b: open",
            "ServerlessRestApi GET /a: authenticated",
            "ServerlessRestApi GET /g: unknown",
            "ServerlessRestApi OPTIONS /b: options",
            "Web POST /d: open",
        ]
    );
}

#[test]
fn routes_of_plain_templates_and_of_openapi_bodies() {
    let text = "Resources:
  Rest: {Type: AWS::ApiGateway::RestApi}
  A: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Rest, ParentId: !GetAtt Rest.RootResourceId, PathPart: a}}
  AB: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Rest, ParentId: !Ref A, PathPart: '{b}'}}
  M1: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Rest, ResourceId: !Ref AB, HttpMethod: GET, AuthorizationType: NONE}}
  M2: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Rest, ResourceId: !Ref A, HttpMethod: POST, AuthorizationType: AWS_IAM}}
  M3: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Rest, ResourceId: !Ref A, HttpMethod: GET, AuthorizationType: NONE, ApiKeyRequired: true}}
  Socket: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}
  S1: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Socket, RouteKey: $connect, AuthorizationType: CUSTOM}}
  S2: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Socket, RouteKey: $default}}
  Inside: {Type: AWS::ApiGateway::RestApi, Properties: {EndpointConfiguration: {Types: [PRIVATE]}}}
  M4: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Inside, ResourceId: !GetAtt Inside.RootResourceId, HttpMethod: ANY, AuthorizationType: NONE}}
  Body:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body:
        paths:
          /x:
            get: {security: [{jwt: []}]}
            post: {}
            put: {security: [{key: []}]}
            options: {}
        components:
          securitySchemes:
            jwt: {type: oauth2}
            key: {type: apiKey, name: x-api-key, in: header}
  Far: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: b, Key: k}}}
  Graph: {Type: AWS::AppSync::GraphQLApi, Properties: {AuthenticationType: API_KEY}}
";
    assert_eq!(
        routes(&template(text)),
        [
            "Body GET /x: authenticated",
            "Body OPTIONS /x: options",
            "Body POST /x: open",
            "Body PUT /x: api_key_only",
            "Far ANY /*: unknown",
            "Graph POST /graphql: api_key_only",
            "Inside ANY /: authenticated",
            "Rest GET /a/{b}: open",
            "Rest GET /a: api_key_only",
            "Rest POST /a: authenticated",
            "Socket ANY $connect: authenticated",
        ]
    );
}

/// Whether a bucket with this block and list, and this principal in its policy, is public.
fn public(block: &str, list: &str, principal: &str) -> Option<String> {
    let text = format!(
        "Parameters: {{P: {{Type: String}}}}\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: {{{block}{list}}}\n  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B\n      PolicyDocument:\n        Statement: [{{Effect: Allow, Principal: {principal}, Action: 's3:GetObject'}}]\n"
    );
    leaf(&template(&text.replace("\n  P:\n    Type", "\n  Pol:\n    Type")), "B", "EffectivePublic")
}

#[test]
fn a_bucket_is_public_in_effect_alone() {
    let closed =
        "PublicAccessBlockConfiguration: {IgnorePublicAcls: true, RestrictPublicBuckets: true}, ";
    let open =
        "PublicAccessBlockConfiguration: {IgnorePublicAcls: false, RestrictPublicBuckets: false}, ";
    let untold = "PublicAccessBlockConfiguration: {IgnorePublicAcls: !Ref P, RestrictPublicBuckets: !Ref P}, ";
    let (no_list, list) = ("AccessControl: Private", "AccessControl: PublicRead");
    let (all, one) = ("'*'", "{AWS: 'arn:aws:iam::1:root'}");
    for (block, acl, principal, expected) in [
        (open, no_list, all, "true"),
        (open, no_list, one, "false"),
        (open, list, one, "true"),
        (closed, list, all, "false"),
        (untold, list, one, "?"),
        (untold, no_list, one, "false"),
        ("", no_list, all, "?"),
        ("", no_list, one, "false"),
    ] {
        assert_eq!(
            public(block, acl, principal).as_deref(),
            Some(expected),
            "{block} {acl} {principal}"
        );
    }
}

#[test]
fn ports_that_are_open_to_everybody_are_named() {
    let text = "Parameters: {Range: {Type: String}}
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}
  Shell:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: {IpProtocol: tcp, FromPort: 20, ToPort: 25, CidrIpv6: '::/0'}
  All: {Type: AWS::EC2::SecurityGroup}
  Rule: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref All, IpProtocol: -1, CidrIp: 0.0.0.0/0}}
  Who:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Range}]
";
    let found = template(text);
    let is = |id: &str, path: &str| leaf(&found, id, path);
    assert_eq!(is("Web", "EffectiveOpenPorts[0]").as_deref(), Some("443"));
    assert_eq!(is("Web", "EffectiveOpenServices").as_deref(), Some("[]"));
    assert_eq!(is("Shell", "EffectiveOpenPorts[0]").as_deref(), Some("20-25"));
    assert_eq!(is("Shell", "EffectiveOpenServices[2]").as_deref(), Some("ssh 22"));
    assert_eq!(is("All", "EffectiveOpenPorts[0]").as_deref(), Some("all"));
    assert_eq!(is("Who", "EffectiveOpenServices").as_deref(), Some("?"));
}

#[test]
fn policies_are_statements_wherever_they_stand() {
    let text = "Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: 'sts:AssumeRole'}]
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: '*', Resource: '*'}
              - {Effect: Allow, Action: ['s3:Get*', 's3:Put*'], Resource: !GetAtt B.Arn}
              - {Effect: Deny, NotAction: 'iam:*', Resource: '*'}
  B: {Type: AWS::S3::Bucket}
";
    let found = template(text);
    let rows = found.rows("policy_statement").iter();
    let shown = rows.map(|row| {
        format!(
            "{} {} [{}] [{}] open {} any {} {}",
            row["path"],
            row["effect"],
            row["actions"],
            row["resources"],
            row["is_open"],
            row["any_action"],
            row["any_resource"]
        )
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "AssumeRolePolicyDocument Allow [sts:AssumeRole] [] open true any false false",
            "Policies[0].PolicyDocument Allow [*] [*] open false any true true",
            "Policies[0].PolicyDocument Allow [s3:Get* s3:Put*] [${B.Arn}] open false any false false",
            "Policies[0].PolicyDocument Deny [all but iam:*] [*] open false any true true",
        ]
    );
}

#[test]
fn credentials_are_named_and_never_kept() {
    let text = "Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables: {DB_PASSWORD: Tr0ub4dor-and-3x, REGION: us-east-1, TOKEN: !Sub '{{resolve:ssm:/t}}'}
  D:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUserPassword: c0rrect-h0rse-b4ttery, MasterUsername: admin}
  E:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUserPassword: '{{resolve:secretsmanager:x}}'}
  T:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Environment: [{Name: API_SECRET, Value: hunter2-hunter2-h4}, {Name: MODE, Value: fast}]}]
";
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("t.yaml", text)]);
    let sink = secrets();
    let found = read_with(&qd_sources::Infra, folder.path(), "infra", "", &sink);
    let all = found.everything();
    for value in ["Tr0ub4dor", "c0rrect-h0rse", "hunter2"] {
        assert!(!all.contains(value), "{value}");
    }
    let is = |id: &str, path: &str| leaf(&found, id, path);
    assert_eq!(is("F", "PlaintextSecrets[0]").as_deref(), Some("DB_PASSWORD"));
    assert_eq!(is("F", "PlaintextSecrets[1]"), None);
    assert_eq!(is("F", "Environment.Variables.REGION").as_deref(), Some("?"));
    assert_eq!(is("D", "PlaintextSecrets[0]").as_deref(), Some("MasterUserPassword"));
    assert_eq!(is("D", "MasterUsername").as_deref(), Some("admin"));
    assert_eq!(is("E", "PlaintextSecrets[0]"), None);
    assert_eq!(is("T", "PlaintextSecrets[0]").as_deref(), Some("API_SECRET"));
}
