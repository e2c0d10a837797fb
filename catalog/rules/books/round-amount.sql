/*
title = "Round amounts are more frequent than they used to be"
severity = "info"
reliability = "low"
remedy = "Look whether estimates were booked in the place of bills."
effort_hours = 0.2
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, round numbers"]
*/
-- Share of expenses that a hundred divides, the last quarter against the entity's own history; useful for estimates alone.
WITH counted AS (
    SELECT
        entity,
        sum(CASE WHEN date + 92 > as_of() THEN 1 ELSE 0 END) AS n_now,
        sum(CASE WHEN date + 92 > as_of() AND amount % 100 = 0 THEN 1 ELSE 0 END) AS k_now,
        sum(CASE WHEN date + 92 <= as_of() THEN 1 ELSE 0 END) AS n_before,
        sum(CASE WHEN date + 92 <= as_of() AND amount % 100 = 0 THEN 1 ELSE 0 END) AS k_before
    FROM posting
    WHERE account_type = 'expense'
        AND counterparty IS NULL
        AND amount > 0
        AND date <= as_of()
    GROUP BY entity
)
SELECT
    entity,
    'round amounts of the last quarter' AS subject,
    CASE
        WHEN n_now < 12 OR n_before < 24 THEN CAST(n_now AS TEXT) || ' and ' || CAST(n_before AS TEXT) || ' amounts; 12 and 24 are needed'
        ELSE CAST(k_now AS TEXT) || ' of ' || CAST(n_now AS TEXT) || ', before ' || CAST(k_before AS TEXT) || ' of ' || CAST(n_before AS TEXT)
    END AS detail,
    CASE
        WHEN n_now < 12 OR n_before < 24 THEN 'unknown'
        WHEN k_now * 10 >= n_now * 3 AND k_now * n_before >= 2 * k_before * n_now THEN 'fail'
        ELSE 'pass'
    END AS verdict
FROM counted
