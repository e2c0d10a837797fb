/*
title = "A distribution has no firewall before it"
severity = "medium"
remedy = "Attach a web ACL with a rate rule."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
references = ["FSBP CloudFront.6", "CKV_AWS_68"]
*/
SELECT
    resource.entity,
    CASE WHEN resource.origin = 'template' THEN resource.logical_id || ' (declared)' ELSE resource.logical_id END AS subject,
    CASE
        WHEN acl.path IS NOT NULL AND acl.value IS NULL THEN 'unknown'
        WHEN coalesce(acl.value, '') = '' THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    resource.file,
    resource.line
FROM resource
LEFT JOIN resource_property AS acl
    ON acl.entity = resource.entity
    AND acl.source = resource.source
    AND acl.type = resource.type
    AND acl.logical_id = resource.logical_id
    AND acl.origin = resource.origin
    AND acl.path = 'DistributionConfig.WebACLId'
WHERE resource.type = 'AWS::CloudFront::Distribution'
