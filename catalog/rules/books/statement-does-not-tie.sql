/*
title = "A statement does not tie"
severity = "critical"
reliability = "certain"
remedy = "Nothing in the report holds before it does: look for a transaction that does not balance."
effort_hours = 2
roles = ["ceo", "cfo", "accounting"]
references = ["finance.md 2.1, 3: statement identity; ASC 230"]
*/
SELECT
    measure.entity,
    measure.metric AS subject,
    coalesce(measure.missing, 'off by ' || CAST(CAST(measure.value AS DECIMAL(18, 2)) AS TEXT) || ' ' || measure.unit) AS detail,
    CASE
        WHEN measure.value IS NULL THEN 'unknown'
        WHEN measure.value = 0 THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    abs(measure.value) AS value_at_stake,
    measure.unit AS commodity,
    'portfolio/' || measure.metric || '/' || measure.period AS file
FROM measure
INNER JOIN entity
    ON entity.entity = measure.entity
    AND entity.is_root
WHERE measure.metric IN ('balance_sheet_check', 'cash_flow_check', 'operating_cash_flow_check', 'deferred_check')
    AND measure.period = month_key(as_of())
    AND measure.scenario = 'actual'
    AND measure.dimension = ''
