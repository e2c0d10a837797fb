/*
title = "A balance in the books is not what the bank says"
severity = "high"
reliability = "certain"
remedy = "Compare the account with the statement of that day and book the difference where it belongs."
effort_hours = 1
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, failed assertion"]
*/
SELECT
    entity,
    account || ' on ' || CAST(date AS TEXT) AS subject,
    CASE WHEN computed IS NOT NULL THEN
        'stated ' || CAST(CAST(stated AS DECIMAL(18, 2)) AS TEXT) || ', computed ' || CAST(CAST(computed AS DECIMAL(18, 2)) AS TEXT) || ' ' || commodity
    END AS detail,
    CASE
        WHEN passes IS NULL THEN 'unknown'
        WHEN passes THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    abs(stated - computed) AS value_at_stake,
    commodity,
    date,
    file,
    line
FROM balance_assertion
WHERE date <= as_of()
