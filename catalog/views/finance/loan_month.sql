-- What of each loan falls due in the twelve months after each month's end, from 37 months ago to today, walking its schedule back and forth from the lender's last statement.
-- A loan whose payment does not cover its interest has no schedule.
WITH month_end AS (
    SELECT
        loan.entity,
        loan.id,
        loan.balance,
        loan.payment,
        loan.rate,
        loan.commodity,
        loan.file,
        loan.line,
        least(period_span.end_date - 1, as_of()) AS date,
        CAST(
            (date_part('year', period_span.start_date) - date_part('year', loan.balance_date)) * 12
                + date_part('month', period_span.start_date) - date_part('month', loan.balance_date)
            AS BIGINT
        ) AS months
    FROM loan
    INNER JOIN entity
        ON entity.entity = loan.entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.kind = 'month'
    WHERE loan.balance > 0
)
SELECT
    entity,
    id,
    date,
    loan_balance(balance, payment, coalesce(rate, 0), months) - loan_balance(balance, payment, coalesce(rate, 0), months + 12) AS due_within_year,
    commodity,
    file,
    line
FROM month_end
WHERE loan_balance(balance, payment, coalesce(rate, 0), months) IS NOT NULL
