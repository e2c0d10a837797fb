/*
title = "AI API spend"
kind = "flow"
unit = "money"
better = "down"
display = "exact"
roles = ["ceo", "cto", "cfo", "accounting"]
formula = "expenses of the books on accounts for AI services (a part of the name is ai, llm, openai, anthropic or claude)"
why = "It tops itself up by card, so no cloud bill shows it."
source = "books; account names"
*/
SELECT
    entity,
    date,
    coalesce(weight, amount) AS value,
    coalesce(weight_commodity, commodity) AS commodity,
    n_postings,
    file,
    line
FROM posting_day
WHERE account_type = 'expense'
    AND regexp_like(lower(account), '(^|[^a-z])(ai|llm|openai|anthropic|claude)([^a-z]|$)')
