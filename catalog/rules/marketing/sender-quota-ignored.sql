/*
title = "Somebody plans as if mail had no limit"
severity = "medium"
remedy = "Plan with the quota of a second and of a day; both count recipients, copies included."
effort_hours = 0.5
roles = ["ceo", "cto", "cmo"]
needs = ["claim_statement"]
parameters = ["ses_sandbox_daily_quota", "ses_sandbox_rate_per_second"]
references = ["SES documentation, sending quotas"]
*/
SELECT
    claim_statement.entity,
    claim_statement.id AS subject,
    'in the sandbox ' || CAST(CAST(daily.value AS BIGINT) AS TEXT) || ' recipients a day and ' || CAST(CAST(rate.value AS BIGINT) AS TEXT) || ' a second'
        || coalesce('; this account ' || CAST(CAST(own.value AS BIGINT) AS TEXT) || ' a second', '') AS detail,
    claim_statement.file,
    claim_statement.line
FROM claim_statement
INNER JOIN parameter_for AS daily
    ON daily.entity = claim_statement.entity
    AND daily.name = 'ses_sandbox_daily_quota'
INNER JOIN parameter_for AS rate
    ON rate.entity = claim_statement.entity
    AND rate.name = 'ses_sandbox_rate_per_second'
LEFT JOIN parameter_for AS own
    ON own.entity = claim_statement.entity
    AND own.name = 'ses_rate_per_second'
WHERE claim_statement.rule = 'sender-quota-ignored'
