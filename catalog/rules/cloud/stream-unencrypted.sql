/*
title = "A stream is not encrypted"
severity = "medium"
remedy = "Encrypt it with a key."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Kinesis::Stream"]
references = ["FSBP Kinesis.1", "CKV_AWS_43"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'StreamEncryption.EncryptionType')
        WHEN 'KMS' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Kinesis::Stream'
