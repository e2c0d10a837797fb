/*
title = "A planned mailing is larger than a day's quota"
severity = "high"
remedy = "Ask for production access before the day, or split the list over days."
effort_hours = 1
roles = ["ceo", "cto", "cmo"]
needs = ["campaign"]
parameters = ["ses_sandbox_daily_quota"]
references = ["SES documentation, sending quotas"]
*/
SELECT
    campaign.entity,
    coalesce(campaign.name, campaign.id) AS subject,
    CAST(campaign.list_size AS TEXT) || ' recipients, quota ' || CAST(CAST(coalesce(own.value, sandbox.value) AS BIGINT) AS TEXT)
        || ': ' || CAST(CAST(campaign.list_size - coalesce(own.value, sandbox.value) AS BIGINT) AS TEXT) || ' over' AS detail,
    CASE WHEN campaign.list_size > coalesce(own.value, sandbox.value) THEN 'fail' ELSE 'pass' END AS verdict,
    campaign.date AS due,
    campaign.date,
    campaign.file,
    campaign.line
FROM campaign
INNER JOIN parameter_for AS sandbox
    ON sandbox.entity = campaign.entity
    AND sandbox.name = 'ses_sandbox_daily_quota'
LEFT JOIN parameter_for AS own
    ON own.entity = campaign.entity
    AND own.name = 'ses_daily_quota'
WHERE campaign.channel = 'email'
    AND coalesce(campaign.status, 'planned') = 'planned'
    AND coalesce(campaign.date >= as_of(), true)
