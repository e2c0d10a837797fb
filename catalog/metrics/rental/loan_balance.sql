/*
title = "Loans outstanding"
kind = "stock"
unit = "money"
better = "down"
needs = ["loan"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "latest balance of each loan"
why = "What is owed to lenders."
source = "table `loan`"
*/
WITH dated_loan AS (
    SELECT
        entity,
        balance,
        commodity,
        file,
        line,
        row_number() OVER (PARTITION BY entity, id ORDER BY balance_date DESC, file, line) AS place
    FROM loan
    WHERE balance_date <= as_of()
)
SELECT
    entity,
    balance AS value,
    commodity,
    file,
    line
FROM dated_loan
WHERE place = 1
