/*
title = "Messages that fail are lost or come back for good"
severity = "low"
remedy = "Give the queue a place for dead letters."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::SQS::Queue"]
references = ["Well-Architected REL 5"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'RedrivePolicy') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'RedrivePolicy') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::SQS::Queue'
    AND setting(properties, 'RedriveAllowPolicy') IS NULL
    AND lower(coalesce(setting(properties, 'QueueName'), '') || logical_id) NOT LIKE '%dlq%'
    AND lower(coalesce(setting(properties, 'QueueName'), '') || logical_id) NOT LIKE '%dead%'
