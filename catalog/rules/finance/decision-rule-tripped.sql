/*
title = "A decision rule has tripped"
severity = "high"
remedy = "Do what the rule says, or change its threshold in the open."
effort_hours = 1
roles = ["ceo", "cfo"]
parameters = ["runway_floor_months", "reserve_months", "current_ratio_floor", "margin_of_safety_floor", "overdue_share_cap", "debt_cover_floor"]
references = ["finance.md 2.5 decision rules"]
*/
SELECT
    entity,
    metric AS subject,
    CASE state
        WHEN 'cannot tell' THEN why_not
        ELSE comparison || ' ' || CAST(CAST(round_half_up(threshold, 2) AS DECIMAL(18, 2)) AS TEXT) || ': ' || CAST(CAST(round_half_up(value, 2) AS DECIMAL(18, 2)) AS TEXT) || '; ' || consequence
    END AS detail,
    CASE state
        WHEN 'tripped' THEN 'fail'
        WHEN 'cannot tell' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file
FROM decision_state
