/*
over = "scope"
*/
-- By how much the amount that two ventures agree to owe each other moved, a row for each day on which it did.
-- They agree on the lower of the two balances, where one is owed what the other owes.
-- Reads `posting_day`; `amount` is positive where more is agreed on.
WITH booked AS (
    SELECT
        entity.portfolio,
        least(entity.id, posting_day.counterparty) AS first_id,
        greatest(entity.id, posting_day.counterparty) AS second_id,
        posting_day.commodity,
        posting_day.date,
        sum(CASE WHEN entity.id <= posting_day.counterparty THEN posting_day.amount ELSE 0 END) AS first_amount,
        sum(CASE WHEN entity.id > posting_day.counterparty THEN posting_day.amount ELSE 0 END) AS second_amount,
        min(posting_day.file) AS file
    FROM posting_day
    INNER JOIN entity
        ON entity.entity = posting_day.entity
    WHERE posting_day.counterparty IS NOT NULL
        AND posting_day.account_type IN ('asset', 'liability')
        AND posting_day.date <= as_of()
    GROUP BY
        entity.portfolio,
        least(entity.id, posting_day.counterparty),
        greatest(entity.id, posting_day.counterparty),
        posting_day.commodity,
        posting_day.date
),
balance AS (
    SELECT
        portfolio,
        first_id,
        second_id,
        commodity,
        date,
        sum(first_amount) OVER (PARTITION BY portfolio, first_id, second_id, commodity ORDER BY date) AS first_balance,
        sum(second_amount) OVER (PARTITION BY portfolio, first_id, second_id, commodity ORDER BY date) AS second_balance,
        file
    FROM booked
),
agreed AS (
    SELECT
        portfolio,
        first_id,
        second_id,
        commodity,
        date,
        CASE
            WHEN first_balance > 0 AND second_balance < 0 THEN least(first_balance, -second_balance)
            WHEN first_balance < 0 AND second_balance > 0 THEN least(-first_balance, second_balance)
            ELSE 0
        END AS agreed_amount,
        file
    FROM balance
),
moved AS (
    SELECT
        portfolio,
        first_id,
        second_id,
        commodity,
        date,
        agreed_amount - coalesce(lag(agreed_amount) OVER (PARTITION BY portfolio, first_id, second_id, commodity ORDER BY date), 0) AS amount,
        file
    FROM agreed
)
SELECT
    portfolio,
    first_id,
    second_id,
    commodity,
    date,
    amount,
    file,
    CAST(NULL AS BIGINT) AS line
FROM moved
WHERE amount <> 0
