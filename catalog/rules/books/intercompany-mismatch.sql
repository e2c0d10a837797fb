/*
title = "Two ventures disagree about what one owes the other"
severity = "high"
reliability = "high"
remedy = "Put both bookings side by side, agree on one amount, and correct the other book."
effort_hours = 0.5
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
over = "scope"
references = ["finance.md 2.4", "ASC 810-10-45-1"]
*/
SELECT
    intercompany_pair.portfolio AS entity,
    intercompany_pair.first_id || ' and ' || intercompany_pair.second_id AS subject,
    intercompany_pair.first_id || ' books ' || CAST(CAST(intercompany_pair.first_balance AS DECIMAL(18, 2)) AS TEXT)
        || ', ' || intercompany_pair.second_id || ' books ' || CAST(CAST(intercompany_pair.second_balance AS DECIMAL(18, 2)) AS TEXT)
        || ' ' || intercompany_pair.commodity AS detail,
    CASE WHEN intercompany_pair.unmatched = 0 THEN 'pass' ELSE 'fail' END AS verdict,
    abs(intercompany_pair.unmatched) AS value_at_stake,
    intercompany_pair.commodity,
    posting.date,
    posting.file,
    posting.line
FROM intercompany_pair
INNER JOIN posting
    ON posting.commodity = intercompany_pair.commodity
    AND posting.account_type IN ('asset', 'liability')
    AND posting.date <= as_of()
    AND (
        (posting.entity = intercompany_pair.first_entity AND posting.counterparty = intercompany_pair.second_id)
        OR (posting.entity = intercompany_pair.second_entity AND posting.counterparty = intercompany_pair.first_id)
    )
