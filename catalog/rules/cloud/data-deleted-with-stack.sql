/*
title = "Data goes when its stack goes"
severity = "medium"
remedy = "Set the deletion policy to Retain."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::EFS::FileSystem", "AWS::Cognito::UserPool"]
references = ["cfn-lint I3011"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'DeletionPolicy') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'DeletionPolicy') IN ('Retain', 'Snapshot', 'RetainExceptOnCreate') THEN 'pass'
        WHEN type LIKE 'AWS::RDS::%' AND setting(properties, 'DeletionPolicy') IS NULL THEN 'pass'
        WHEN type = 'AWS::S3::Bucket' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::EFS::FileSystem', 'AWS::Cognito::UserPool')
    AND origin = 'template'
    AND template NOT LIKE '%.tf'
