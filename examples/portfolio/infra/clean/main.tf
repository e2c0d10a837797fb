# Every client's site, with the doors closed.

variable "aliases" {
  type = list(string)
  default = [
    "harbor-kite.example",
    "pelican-dental.example",
    "sol-y-mar.example",
    "north-jetty.example",
    "tidewater.example",
    "lantern-yoga.example",
  ]
}

variable "certificate_arn" {
  type = string
}

resource "aws_s3_bucket" "sites" {
  bucket = "client-sites-example"
}

resource "aws_s3_bucket_versioning" "sites" {
  bucket = aws_s3_bucket.sites.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "sites" {
  bucket = aws_s3_bucket.sites.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "sites" {
  bucket                  = aws_s3_bucket.sites.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "sites" {
  bucket = aws_s3_bucket.sites.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.sites.arn}/*"
      Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.sites.arn } }
    }]
  })
}

resource "aws_cloudfront_origin_access_control" "sites" {
  name                              = "sites"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_wafv2_web_acl" "sites" {
  name  = "sites"
  scope = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = "per-address"
    priority = 1

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = 500
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "per-address"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "sites"
    sampled_requests_enabled   = true
  }
}

resource "aws_cloudfront_distribution" "sites" {
  enabled             = true
  default_root_object = "index.html"
  aliases             = var.aliases
  web_acl_id          = aws_wafv2_web_acl.sites.arn

  origin {
    domain_name              = aws_s3_bucket.sites.bucket_regional_domain_name
    origin_id                = "sites"
    origin_access_control_id = aws_cloudfront_origin_access_control.sites.id
  }

  default_cache_behavior {
    target_origin_id       = "sites"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_lambda_function" "forms" {
  function_name                  = "client-forms"
  runtime                        = "nodejs22.x"
  handler                        = "handler.handler"
  filename                       = "forms.zip"
  role                           = aws_iam_role.forms.arn
  reserved_concurrent_executions = 5
}

resource "aws_lambda_function_url" "forms" {
  function_name      = aws_lambda_function.forms.function_name
  authorization_type = "AWS_IAM"
}

resource "aws_iam_role" "forms" {
  name = "client-forms"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_dynamodb_table" "forms" {
  name         = "client-forms"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}
