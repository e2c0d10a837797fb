# Every client's site: one bucket, one distribution, one form handler.

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

resource "aws_s3_bucket" "sites" {
  bucket = "client-sites-example"
}

resource "aws_s3_bucket_public_access_block" "sites" {
  bucket                  = aws_s3_bucket.sites.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "sites" {
  bucket = aws_s3_bucket.sites.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.sites.arn}/*"
    }]
  })
}

resource "aws_cloudfront_distribution" "sites" {
  enabled             = true
  default_root_object = "index.html"
  aliases             = var.aliases

  origin {
    domain_name = aws_s3_bucket.sites.bucket_regional_domain_name
    origin_id   = "sites"
  }

  default_cache_behavior {
    target_origin_id       = "sites"
    viewer_protocol_policy = "allow-all"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    forwarded_values {
      query_string = false
      cookies {
        forward = "none"
      }
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

resource "aws_lambda_function" "forms" {
  function_name = "client-forms"
  runtime       = "nodejs16.x"
  handler       = "handler.handler"
  filename      = "forms.zip"
  role          = aws_iam_role.forms.arn
}

resource "aws_lambda_function_url" "forms" {
  function_name      = aws_lambda_function.forms.function_name
  authorization_type = "NONE"
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
}
