/*
title = "Eliminations, assets"
kind = "stock"
unit = "money"
better = "none"
display = "exact"
dimensions = ["statement_line"]
over = "scope"
roles = ["ceo", "cfo", "accounting"]
formula = "minus what two ventures both say that one owes the other: the lower of the two balances, day by day"
why = "What a sister owes is no asset of the group. What only one side booked stays, on a line of its own."
source = "finance.md 2.4; ASC 810-10-45-1"
*/
SELECT
    portfolio AS entity,
    date,
    -amount AS value,
    commodity,
    'Due from other ventures' AS statement_line,
    CAST(NULL AS BIGINT) AS n_postings,
    file,
    line
FROM intercompany_offset
