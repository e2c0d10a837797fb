/*
title = "Functions"
kind = "stock"
unit = "count"
better = "none"
needs = ["resource"]
roles = ["cto"]
formula = "live functions of the cloud account"
why = "The whole that the risky ones are a part of."
source = "engineering.md 4"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM resource
WHERE type = 'AWS::Lambda::Function'
    AND origin <> 'template'
