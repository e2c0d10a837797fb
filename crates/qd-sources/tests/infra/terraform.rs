//! Terraform: variables, locals, loops, modules, and parts of resources.

use super::{infra, leaf, leaves, resources, routes};

#[test]
fn expressions_resolve_as_far_as_they_are_known() {
    let text = r#"
variable "stage" { default = "prod" }
variable "key" {}
locals {
  name = "${var.stage}-queue"
  days = { prod = 30, dev = 3 }
  a    = local.b
  b    = local.a
}
resource "aws_sqs_queue" "q" {
  s1  = local.name
  s2  = var.stage == "prod" ? "yes" : "no"
  s3  = lookup(local.days, var.stage, 1)
  s4  = local.days[var.stage]
  s5  = join("-", [for x in ["a", "b"] : upper(x)])
  s6  = var.key
  s7  = local.a
  s8  = "${var.key}-x"
  s9  = null
  s10 = aws_sns_topic.t.arn
  s11 = coalesce("", "z")
  s12 = length(concat([1], [2, 3])) + 1
  s13 = var.key == "" ? "same" : "same"
  s14 = file("x")
  s15 = !true
  s16 = format("%s/%d", var.stage, 5)
  s17 = data.aws_ssm_parameter.p.value
}
"#;
    let found = infra(&[("main.tf", text)], "");
    assert_eq!(
        leaves(&found, "aws_sqs_queue.q"),
        [
            "S1 = prod-queue",
            "S2 = yes",
            "S3 = 30",
            "S4 = 30",
            "S5 = A-B",
            "S6 = ?",
            "S7 = ?",
            "S8 = ?",
            "S10 = ${aws_sns_topic.t.arn}",
            "S11 = z",
            "S12 = 4",
            "S13 = same",
            "S14 = ?",
            "S15 = false",
            "S16 = prod/5",
            "S17 = ?",
        ]
    );
    assert_eq!(found.codes(), ["cyclic-reference", "unresolved-parameter"]);
    let given = infra(
        &[("main.tf", text), ("terraform.tfvars", "key = \"k\"\nstage = \"dev\"\n")],
        "parameters = { stage = \"test\" }",
    );
    assert_eq!(leaf(&given, "aws_sqs_queue.q", "S6").as_deref(), Some("k"));
    assert_eq!(leaf(&given, "aws_sqs_queue.q", "S1").as_deref(), Some("test-queue"));
}

#[test]
fn loops_are_written_out() {
    let text = r#"
variable "n" {}
resource "aws_sns_topic" "two" {
  count = 2
  name  = "t${count.index}"
}
resource "aws_sns_topic" "none" { count = 0 }
resource "aws_sns_topic" "untold" { count = var.n }
resource "aws_sns_topic" "each" {
  for_each = toset(["a", "b"])
  name     = each.key
}
resource "aws_sns_topic" "map" {
  for_each = { x = { on = true } }
  name     = each.value.on
}
resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [22, 443]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
resource "aws_security_group" "h" {
  dynamic "ingress" {
    for_each = var.n
    content { from_port = ingress.value }
  }
}
"#;
    let found = infra(&[("main.tf", text)], "");
    assert_eq!(
        resources(&found),
        [
            "AWS::EC2::SecurityGroup aws_security_group.g",
            "AWS::EC2::SecurityGroup aws_security_group.h",
            "AWS::SNS::Topic aws_sns_topic.each[\"a\"]",
            "AWS::SNS::Topic aws_sns_topic.each[\"b\"]",
            "AWS::SNS::Topic aws_sns_topic.map[\"x\"]",
            "AWS::SNS::Topic aws_sns_topic.two[0]",
            "AWS::SNS::Topic aws_sns_topic.two[1]",
            "AWS::SNS::Topic aws_sns_topic.untold",
        ]
    );
    assert_eq!(leaf(&found, "aws_sns_topic.two[1]", "Name").as_deref(), Some("t1"));
    assert_eq!(leaf(&found, "aws_sns_topic.map[\"x\"]", "Name").as_deref(), Some("true"));
    let open = |id: &str| leaf(&found, id, "EffectiveOpenServices[0]");
    assert_eq!(open("aws_security_group.g").as_deref(), Some("ssh 22"));
    let untold = leaf(&found, "aws_security_group.h", "EffectiveOpenServices");
    assert_eq!(untold.as_deref(), Some("?"));
}

#[test]
fn modules_are_read_where_they_are_called() {
    let files = [
        (
            "main.tf",
            "module \"a\" {\n  source = \"./mods/queue\"\n  name = \"first\"\n}\nmodule \"b\" {\n  source = \"./mods/queue\"\n  for_each = toset([\"x\"])\n  name = each.key\n}\nmodule \"far\" { source = \"terraform-aws-modules/vpc/aws\" }\n",
        ),
        (
            "mods/queue/main.tf",
            "variable \"name\" {}\nvariable \"on\" { default = true }\nresource \"aws_sqs_queue\" \"q\" {\n  name = var.name\n  sqs_managed_sse_enabled = var.on\n}\nresource \"aws_sqs_queue_policy\" \"p\" {\n  queue_url = aws_sqs_queue.q.id\n}\n",
        ),
    ];
    let found = infra(&files, "");
    assert_eq!(leaf(&found, "module.a.aws_sqs_queue.q", "Name").as_deref(), Some("first"));
    assert_eq!(leaf(&found, "module.b[\"x\"].aws_sqs_queue.q", "Name").as_deref(), Some("x"));
    let url = leaf(&found, "module.a.aws_sqs_queue_policy.p", "QueueUrl");
    assert_eq!(url.as_deref(), Some("${module.a.aws_sqs_queue.q.id}"));
    assert_eq!(found.codes(), ["unread-module"]);
    assert_eq!(found.n_skipped, 1);
    // A module that calls itself ends.
    let circle = infra(
        &[("main.tf", "module \"m\" { source = \"./.\" }\nresource \"aws_sns_topic\" \"t\" {}\n")],
        "",
    );
    assert!(circle.codes().contains(&"unread-module"));
}

#[test]
fn parts_are_put_into_what_they_are_parts_of() {
    let text = r#"
resource "aws_s3_bucket" "b" { bucket = "name" }
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_acl" "b" {
  bucket = "name"
  acl    = "public-read"
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket             = aws_s3_bucket.b.id
  ignore_public_acls = true
}
resource "aws_s3_bucket_logging" "gone" {
  bucket        = "another"
  target_bucket = "x"
}
resource "aws_iam_role" "r" {
  assume_role_policy = data.aws_iam_policy_document.who.json
}
resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_role_policy" "r" {
  role   = aws_iam_role.r.id
  policy = <<EOF
{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "${aws_s3_bucket.b.arn}"}]}
EOF
}
data "aws_iam_policy_document" "who" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
resource "aws_lb" "l" {
  access_logs {
    bucket  = "x"
    enabled = true
  }
}
resource "aws_apigatewayv2_api" "a" { protocol_type = "HTTP" }
resource "aws_apigatewayv2_route" "r" {
  api_id    = aws_apigatewayv2_api.a.id
  route_key = "GET /x"
}
"#;
    let found = infra(&[("main.tf", text)], "");
    assert_eq!(
        leaves(&found, "aws_s3_bucket.b"),
        [
            "BucketName = name",
            "VersioningConfiguration.Status = Enabled",
            "AccessControl = PublicRead",
            "PublicAccessBlockConfiguration.BlockPublicAcls = false",
            "PublicAccessBlockConfiguration.BlockPublicPolicy = false",
            "PublicAccessBlockConfiguration.IgnorePublicAcls = true",
            "PublicAccessBlockConfiguration.RestrictPublicBuckets = false",
            "EffectivePublic = false",
        ]
    );
    let administrator = leaf(&found, "aws_iam_role.r", "ManagedPolicyArns[0]");
    assert_eq!(administrator.as_deref(), Some("arn:aws:iam::aws:policy/AdministratorAccess"));
    let statements = found.rows("policy_statement").iter();
    let statements = statements.map(|row| {
        format!(
            "{} {} {} {}",
            row["logical_id"], row["is_open"], row["any_action"], row["resources"]
        )
    });
    assert_eq!(
        statements.collect::<Vec<_>>(),
        ["aws_iam_role.r true false ", "aws_iam_role_policy.r false true ${aws_s3_bucket.b.arn}"]
    );
    assert_eq!(
        leaf(&found, "aws_lb.l", "LoadBalancerAttributes[0].Key").as_deref(),
        Some("access_logs.s3.enabled")
    );
    assert_eq!(
        leaf(&found, "aws_lb.l", "LoadBalancerAttributes[0].Value").as_deref(),
        Some("true")
    );
    assert_eq!(routes(&found), ["aws_apigatewayv2_api.a GET /x: open"]);
    assert_eq!(found.codes(), ["unresolved-reference"]);
}
