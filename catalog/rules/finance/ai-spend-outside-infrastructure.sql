/*
title = "AI services are paid by card and stand in no infrastructure cost"
severity = "medium"
remedy = "Count them as infrastructure, and put a monthly ceiling on the top-up."
effort_hours = 0.5
roles = ["ceo", "cto", "cfo"]
needs = ["posting"]
over = "scope"
references = ["demo-portfolio.md, claims"]
*/
WITH billed AS (
    SELECT
        entity.portfolio,
        count(*) AS n
    FROM cost_line
    INNER JOIN entity
        ON entity.entity = cost_line.entity
    WHERE regexp_like(lower(coalesce(cost_line.service_name, '') || ' ' || coalesce(cost_line.charge_description, '')), '(^|[^a-z])(ai|llm|openai|anthropic|claude|bedrock)([^a-z]|$)')
        AND cost_line.charge_period_start > as_of() - 62
        AND cost_line.charge_period_start <= as_of()
    GROUP BY entity.portfolio
),
spent AS (
    SELECT
        posting.entity,
        entity.portfolio,
        posting.account,
        posting.commodity,
        sum(posting.amount) AS amount,
        min(posting.file) AS file,
        min(posting.line) AS line
    FROM posting
    INNER JOIN entity
        ON entity.entity = posting.entity
    WHERE posting.account_type = 'expense'
        AND posting.date > as_of() - 30
        AND posting.date <= as_of()
        AND regexp_like(lower(posting.account), '(^|[^a-z])(ai|llm|openai|anthropic|claude)([^a-z]|$)')
    GROUP BY
        posting.entity,
        entity.portfolio,
        posting.account,
        posting.commodity
    HAVING sum(posting.amount) > 0
)
SELECT
    spent.entity,
    spent.account AS subject,
    CAST(CAST(spent.amount AS DECIMAL(18, 2)) AS TEXT) || ' ' || spent.commodity || ' in thirty days, in the books alone' AS detail,
    CASE WHEN billed.n > 0 THEN 'pass' ELSE 'fail' END AS verdict,
    spent.amount AS value_at_stake,
    spent.commodity,
    spent.file,
    spent.line
FROM spent
LEFT JOIN billed
    ON billed.portfolio = spent.portfolio
