/*
title = "Decision rules"
roles = ["ceo", "cfo"]
columns = [
    { id = "rule", title = "Rule" },
    { id = "state", title = "State" },
    { id = "value", title = "Now", unit = "factor" },
    { id = "threshold", title = "At", unit = "factor" },
    { id = "distance", title = "Distance", unit = "factor" },
    { id = "consequence", title = "Then" },
]
*/
SELECT
    entity,
    CASE metric
        WHEN 'runway_months' THEN 'Months of runway'
        WHEN 'runway_months_without_revenue' THEN 'Months of runway without a customer'
        WHEN 'current_ratio' THEN 'Current ratio'
        WHEN 'margin_of_safety' THEN 'Margin of safety'
        WHEN 'overdue_share' THEN 'Share of open invoices overdue'
        WHEN 'debt_cover' THEN 'Debt service coverage'
        ELSE replace(metric, '_', ' ')
    END || ' ' || comparison AS rule,
    state,
    round_half_up(value, 2) AS value,
    round_half_up(threshold, 2) AS threshold,
    round_half_up(distance, 2) AS distance,
    coalesce(why_not, consequence) AS consequence,
    file
FROM decision_state
ORDER BY
    entity,
    CASE state WHEN 'tripped' THEN 1 WHEN 'cannot tell' THEN 2 ELSE 3 END,
    distance,
    rule
