/*
title = "Public buckets"
kind = "stock"
unit = "count"
better = "down"
needs = ["resource"]
roles = ["ceo", "cto"]
formula = "live buckets that anybody can read once every block is considered"
why = "What lies in them is published."
source = "engineering.md 4, public bucket; FSBP S3.2, S3.8"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM bucket_exposure
WHERE is_public
    AND origin <> 'template'
