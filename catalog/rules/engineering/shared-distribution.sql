/*
title = "Many sites hang on one distribution"
severity = "medium"
remedy = "Give each client a distribution, so that one bad deploy takes down one site."
effort_hours = 4
roles = ["ceo", "cto"]
needs = ["resource"]
references = ["demo-portfolio.md, entities"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CAST(count(*) AS TEXT) || ' names' AS detail,
    min(file) AS file,
    min(line) AS line
FROM resource_property
WHERE type = 'AWS::CloudFront::Distribution'
    AND starts_with(path, 'DistributionConfig.Aliases[')
GROUP BY
    entity,
    origin,
    logical_id
HAVING count(*) >= 3
