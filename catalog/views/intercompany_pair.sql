-- Pairs of ventures that book each other, with both balances by today (debit-positive) and what is left of them.
-- Reads several entities' rows: whoever uses it says over = "scope".
WITH booked AS (
    SELECT
        entity.portfolio,
        entity.id AS own_id,
        posting_day.counterparty AS other_id,
        posting_day.commodity,
        posting_day.amount
    FROM posting_day
    INNER JOIN entity
        ON entity.entity = posting_day.entity
    WHERE posting_day.counterparty IS NOT NULL
        AND posting_day.account_type IN ('asset', 'liability')
        AND posting_day.date <= as_of()
),
paired AS (
    SELECT
        portfolio,
        least(own_id, other_id) AS first_id,
        greatest(own_id, other_id) AS second_id,
        commodity,
        sum(CASE WHEN own_id <= other_id THEN amount ELSE 0 END) AS first_balance,
        sum(CASE WHEN own_id > other_id THEN amount ELSE 0 END) AS second_balance,
        sum(amount) AS unmatched
    FROM booked
    GROUP BY
        portfolio,
        least(own_id, other_id),
        greatest(own_id, other_id),
        commodity
)
SELECT
    paired.portfolio,
    first_side.entity AS first_entity,
    second_side.entity AS second_entity,
    paired.first_id,
    paired.second_id,
    paired.commodity,
    paired.first_balance,
    paired.second_balance,
    paired.unmatched
FROM paired
INNER JOIN entity AS first_side
    ON first_side.portfolio = paired.portfolio
    AND first_side.id = paired.first_id
INNER JOIN entity AS second_side
    ON second_side.portfolio = paired.portfolio
    AND second_side.id = paired.second_id
