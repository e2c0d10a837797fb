/*
title = "Current assets"
kind = "stock"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "assets but equipment and investments, restricted cash and other ventures included"
why = "What turns into cash within the year."
source = "finance.md 2.1"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity AS commodity,
    n_postings,
    file,
    line
FROM statement_posting
WHERE account_type IN ('asset', 'unknown')
    AND statement_line NOT IN ('Fixed assets', 'Investments')
