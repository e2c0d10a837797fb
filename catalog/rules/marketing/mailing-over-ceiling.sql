/*
title = "A planned mailing would pass a ceiling of the mail provider"
severity = "high"
remedy = "Clean the list and warm it up before the day."
effort_hours = 3
roles = ["ceo", "cto", "cmo"]
needs = ["campaign"]
parameters = ["bounce_share", "complaint_share"]
references = ["marketing.md F11", "SES sending review: 5% hard bounces, 0.1% complaints"]
*/
-- Bounces and complaints to expect of the list, against the least whole number at which SES reviews the account.
WITH expected AS (
    SELECT
        planned_mailing.entity,
        planned_mailing.name,
        planned_mailing.date,
        CAST(planned_mailing.list_size AS DECIMAL(12, 0)) * CAST(bounce.value AS DECIMAL(8, 6)) AS bounces,
        CAST(planned_mailing.list_size AS DECIMAL(12, 0)) * CAST(complaint.value AS DECIMAL(8, 6)) AS complaints,
        mailing_ceilings(CAST(planned_mailing.list_size AS BIGINT), CAST(bounce.value AS DECIMAL(8, 6))) AS ceilings,
        planned_mailing.file,
        planned_mailing.line
    FROM planned_mailing
    INNER JOIN parameter_for AS bounce
        ON bounce.entity = planned_mailing.entity
        AND bounce.name = 'bounce_share'
    INNER JOIN parameter_for AS complaint
        ON complaint.entity = planned_mailing.entity
        AND complaint.name = 'complaint_share'
)
SELECT
    entity,
    name AS subject,
    CAST(CAST(ceil(bounces) AS BIGINT) AS TEXT) || ' bounces to expect, review at ' || CAST(CAST(ceilings['bounces_review'] AS BIGINT) AS TEXT)
        || '; ' || CAST(CAST(ceil(complaints) AS BIGINT) AS TEXT) || ' complaints, review at ' || CAST(CAST(ceilings['complaints'] AS BIGINT) AS TEXT) AS detail,
    CASE WHEN bounces >= ceilings['bounces_review'] OR complaints >= ceilings['complaints'] THEN 'fail' ELSE 'pass' END AS verdict,
    date AS due,
    date,
    file,
    line
FROM expected
