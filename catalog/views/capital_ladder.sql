/*
title = "What money could do, in order"
roles = ["ceo", "cfo"]
needs = ["handoff_item"]
columns = [
    { id = "item", title = "Item" },
    { id = "tier", title = "Tier" },
    { id = "cost", title = "Cost", unit = "money" },
    { id = "gain", title = "Gain a month", unit = "money" },
    { id = "payback", title = "Payback", unit = "months" },
    { id = "npv", title = "Worth in a year", unit = "money" },
    { id = "choice", title = "Above the reserve" },
]
*/
-- Open tasks that say what they gain a day, by tier, then risk-adjusted payback, then worth: twelve months of gain x chance, discounted at `capital_rate`, less the cost.
-- Tiers: 0 what law or safety demands, told by the heading it stands under (law, legal, safety, licence, permit, compliance, insurance), whether it gains or not; 1 free, 2 paid back in three months, 3 what brings revenue, told by its heading (revenue, sales, growth, marketing), 4 the rest.
-- What is demanded comes first. Chosen of the others are the items of the highest worth together that the entity's cash then pays above `reserve_months` of gross burn, of the last three closed months.
WITH closed_quarter AS (
    SELECT
        entity.entity,
        entity.currency,
        min(period_span.start_date) AS start_date,
        max(period_span.end_date) AS end_date
    FROM entity
    INNER JOIN period_span
        ON period_span.portfolio = entity.portfolio
        AND period_span.kind = 'month'
        AND period_span.end_date <= as_of() + 1
        AND period_span.end_date > CAST(date_trunc('month', as_of() + 1) - INTERVAL '3 months' AS DATE)
    GROUP BY
        entity.entity,
        entity.currency
),
burn AS (
    SELECT
        cash_leg.entity,
        sum(CASE WHEN cash_leg.operating_amount < 0 THEN -cash_leg.amount ELSE 0 END) AS amount
    FROM cash_leg
    INNER JOIN closed_quarter
        ON closed_quarter.entity = cash_leg.entity
        AND closed_quarter.currency = cash_leg.commodity
        AND cash_leg.date >= closed_quarter.start_date
        AND cash_leg.date < closed_quarter.end_date
    GROUP BY cash_leg.entity
),
cash AS (
    SELECT
        posting_day.entity,
        sum(posting_day.amount) AS amount
    FROM posting_day
    INNER JOIN account
        ON account.entity = posting_day.entity
        AND account.account = posting_day.account
    INNER JOIN entity
        ON entity.entity = posting_day.entity
        AND entity.currency = posting_day.commodity
    WHERE account.is_cash
        AND NOT account.is_restricted
        AND posting_day.date <= as_of()
    GROUP BY posting_day.entity
),
free_cash AS (
    SELECT
        cash.entity,
        CAST(greatest(cash.amount - coalesce(burn.amount, 0) / 3 * CAST(parameter_for.value AS DECIMAL(6, 2)), 0) AS DECIMAL(28, 2)) AS amount
    FROM cash
    INNER JOIN parameter_for
        ON parameter_for.entity = cash.entity
        AND parameter_for.name = 'reserve_months'
    LEFT JOIN burn
        ON burn.entity = cash.entity
),
priced_item AS (
    SELECT
        handoff_item.entity,
        handoff_item.text AS item,
        CAST(coalesce(handoff_item.cash, 0) AS DECIMAL(18, 2)) AS cost,
        CAST(CAST(coalesce(handoff_item.per_day, 0) AS DECIMAL(12, 4)) * 30.4375 AS DECIMAL(18, 2)) AS gain,
        regexp_like(lower(coalesce(handoff_item.section, '')), '(^|[^a-z])(law|legal|safety|licen[cs]e|permit|compliance|insurance)') AS is_required,
        regexp_like(lower(coalesce(handoff_item.section, '')), '(^|[^a-z])(revenue|sales|growth|marketing)') AS is_revenue,
        CAST(coalesce(handoff_item.p, 1) AS DECIMAL(6, 4)) AS p,
        CAST(parameter_for.value AS DECIMAL(9, 6)) AS rate,
        handoff_item.commodity,
        handoff_item.file,
        handoff_item.line
    FROM handoff_item
    INNER JOIN parameter_for
        ON parameter_for.entity = handoff_item.entity
        AND parameter_for.name = 'capital_rate'
    WHERE handoff_item.kind = 'task'
        AND NOT coalesce(handoff_item.done, false)
        AND (
            handoff_item.per_day IS NOT NULL
            OR regexp_like(lower(coalesce(handoff_item.section, '')), '(^|[^a-z])(law|legal|safety|licen[cs]e|permit|compliance|insurance)')
        )
),
valued_item AS (
    SELECT
        entity,
        item,
        cost,
        gain,
        round_half_even(payback(cost, gain, p), 1) AS payback,
        payback(cost, gain, p) AS exact_payback,
        round_half_even(npv(-cost, gain * p, 12, rate), 2) AS npv,
        is_required,
        is_revenue,
        commodity,
        file,
        line
    FROM priced_item
),
rung AS (
    SELECT
        entity,
        item,
        CASE
            WHEN is_required THEN '0'
            WHEN cost = 0 AND exact_payback IS NOT NULL THEN '1'
            WHEN exact_payback <= 3 THEN '2'
            WHEN is_revenue THEN '3'
            ELSE '4'
        END AS tier,
        is_required,
        cost,
        gain,
        payback,
        exact_payback,
        npv,
        commodity,
        file,
        line,
        row_number() OVER (PARTITION BY entity ORDER BY file, line) AS place
    FROM valued_item
),
demanded AS (
    SELECT
        entity,
        sum(cost) AS cost
    FROM rung
    WHERE is_required
    GROUP BY entity
),
choice AS (
    SELECT
        rung.entity,
        knapsack(
            array_agg(CASE WHEN rung.is_required THEN 0 ELSE rung.cost END ORDER BY rung.place),
            array_agg(CASE WHEN rung.is_required THEN 0 ELSE rung.npv END ORDER BY rung.place),
            CAST(greatest(max(free_cash.amount) - coalesce(max(demanded.cost), 0), 0) AS DECIMAL(28, 2))
        ) AS places
    FROM rung
    INNER JOIN free_cash
        ON free_cash.entity = rung.entity
    LEFT JOIN demanded
        ON demanded.entity = rung.entity
    GROUP BY rung.entity
)
SELECT
    rung.entity,
    rung.item,
    rung.tier,
    rung.cost,
    rung.gain,
    rung.payback,
    rung.npv,
    CASE
        WHEN rung.is_required THEN 'demanded'
        WHEN choice.places IS NULL THEN 'cannot tell'
        WHEN array_has(choice.places, CAST(rung.place AS BIGINT)) THEN 'chosen'
        ELSE 'not chosen'
    END AS choice,
    rung.commodity,
    rung.file,
    rung.line
FROM rung
LEFT JOIN choice
    ON choice.entity = rung.entity
ORDER BY
    rung.tier,
    rung.exact_payback NULLS LAST,
    rung.npv DESC,
    rung.entity,
    rung.item
