-- One row a check and page of a site that failed it, with its places, hours and milestone; of `page_check`.
SELECT
    entity,
    rule,
    page,
    severity,
    CASE severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END AS grade,
    CASE
        WHEN severity IN ('critical', 'high') AND hours <= 2 THEN 'Day 30'
        WHEN severity IN ('critical', 'high', 'medium') OR rule LIKE 'jsonld-%' THEN 'Day 60'
        ELSE 'Day 90'
    END AS milestone,
    n_places,
    hours,
    file,
    line
FROM (
    SELECT
        entity,
        rule,
        page,
        min(severity) AS severity,
        count(*) AS n_places,
        sum(hours) AS hours,
        min(file) AS file,
        min(line) AS line
    FROM page_check
    WHERE verdict = 'fail'
    GROUP BY entity, rule, page
) AS failed
