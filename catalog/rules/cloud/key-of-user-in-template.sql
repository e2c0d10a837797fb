/*
title = "A template makes a key of a person"
severity = "high"
remedy = "Let people sign in, and machines have roles."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::IAM::AccessKey"]
references = ["FSBP IAM.4", "CKV_AWS_273"]
*/
SELECT
    entity,
    subject,
    'fail' AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::IAM::AccessKey'
