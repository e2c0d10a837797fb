-- What the checks of sites found, one row a place, with the hours of its page; of `page_check`. Each
-- rule in rules/site that names this view takes the rows with its own id.
SELECT
    rule,
    entity,
    page AS subject,
    CASE
        WHEN verdict <> 'fail' THEN expected
        WHEN snippet IS NULL THEN 'expected ' || expected
        ELSE snippet || ' · expected ' || expected
    END AS detail,
    verdict,
    severity,
    CASE WHEN verdict = 'fail' THEN sum(hours) OVER (PARTITION BY entity, rule, page) END AS effort_hours,
    file,
    line
FROM page_check
